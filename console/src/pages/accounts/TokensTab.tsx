import { Button, Group, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { TimeText } from '../../ui/TimeText';

const PER_PAGE = 25;

/** Session tokens and connect links of the account that hold, each of which can be taken back. */
export function TokensTab({ account }: { account: string }) {
  const { t } = useTranslation('accounts');
  const environment = useEnvironment();
  const queries = useQueryClient();
  const mayChange = useCan('DEVELOPER');
  const [page, setPage] = useState(1);
  /** An id, or "all". */
  const [asked, setAsked] = useState<string>();
  const path = { linked_account_id: account };
  const tokens = useQuery({
    queryKey: ['account-tokens', environment, account, page],
    queryFn: () => call(api.GET('/api/v2/public/linked-account/{linked_account_id}/session-token', { params: { path, query: { page, limit: PER_PAGE } } })),
    staleTime: 0,
  });
  const revoking = useMutation({
    mutationFn: (id: string) =>
      id === 'all'
        ? call(api.DELETE('/api/v2/public/linked-account/{linked_account_id}/session-token', { params: { path } }))
        : call(api.DELETE('/api/v2/public/linked-account/{linked_account_id}/session-token/{token_id}', { params: { path: { ...path, token_id: id } } })),
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ queryKey: ['account-tokens'] });
      notifyDone(t('tokens.revoked', { count: answer.revoked_count }));
      setAsked(undefined);
    },
  });
  const rows = tokens.data?.docs;
  return (
    <Section
      title={t('tab.tokens')}
      description={t('tokens.hint')}
      actions={mayChange && rows && rows.length > 0 && <Button variant="default" color="red" onClick={() => setAsked('all')}>{t('tokens.revokeAll')}</Button>}
    >
      <FailureAlert failure={tokens.error} />
      <DataTable
        caption={t('tab.tokens')}
        rows={tokens.error ? [] : rows}
        isLoading={tokens.isPending}
        rowKey={(token) => token._id}
        empty={<EmptyState icon={IconKey} title={t('tokens.none')} hint={t('tokens.noneHint')} />}
        paging={{ page, hasNext: tokens.data?.hasNextPage ?? false, onPage: setPage }}
        columns={[
          { key: 'kind', title: t('kind'), cell: (token) => <Text size="sm">{t(`tokens.${token.kind}`)}</Text> },
          { key: 'created', title: t('created'), cell: (token) => <TimeText value={token.createdAt} /> },
          { key: 'expires', title: t('tokens.expires'), cell: (token) => <TimeText value={token.expiresAt} /> },
          {
            key: 'revoke',
            title: <span className="visually-hidden">{t('actions')}</span>,
            align: 'right',
            cell: (token) => mayChange && <Group justify="flex-end"><Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsked(token._id)}>{t('tokens.revoke')}</Button></Group>,
          },
        ]}
      />
      <ConfirmDialog
        opened={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked === 'all' ? t('tokens.revokeAll') : t('tokens.revokeTitle')}
        action={t('tokens.revoke')}
        isPending={revoking.isPending}
        failure={revoking.error}
        onConfirm={() => asked && revoking.mutate(asked)}
      >
        {t('tokens.revokeHint')}
      </ConfirmDialog>
    </Section>
  );
}
