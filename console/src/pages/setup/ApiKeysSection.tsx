import { Badge, Button, Code, Stack, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { queries } from '../../api/queries';
import type { components } from '../../api/schema';
import { useEnvironment } from '../../shell/routes';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { StatusBadge } from '../../ui/StatusBadge';
import { TimeText } from '../../ui/TimeText';
import { NewApiKey } from './NewApiKey';

type ApiKey = components['schemas']['ApiKey'];

/** The keys with which the company's backend calls. Only admins see this. */
export function ApiKeysSection() {
  const { t } = useTranslation('setup');
  const environment = useEnvironment();
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey>();
  const header = { 'x-zaffre-environment': environment };
  const keys = useQuery({
    queryKey: ['api-keys', environment],
    queryFn: () => call(api.GET('/api/v2/console/api-keys', { params: { header } })),
  });
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => call(api.DELETE('/api/v2/console/api-keys/{key_id}', { params: { header, path: { key_id: key._id } } })),
    onSuccess: async () => {
      setRevoked(undefined);
      await queries.invalidateQueries({ queryKey: ['api-keys', environment] });
      notifyDone(t('keys.revoked'));
    },
  });
  const create = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>{t('keys.create')}</Button>;
  return (
    <Section title={t('keys.title')} description={t(`keys.description.${environment}`)} actions={create}>
      <FailureAlert failure={keys.error} />
      <DataTable
        caption={t('keys.title')}
        rows={keys.data?.api_keys}
        rowKey={(key) => key._id}
        isLoading={keys.isLoading}
        empty={<EmptyState icon={IconKey} title={t('keys.none')} hint={t('keys.noneHint')} action={create} />}
        columns={[
          {
            key: 'name',
            title: t('keys.name'),
            cell: (key) => (
              <Stack gap={2} align="flex-start">
                <Text size="sm" fw={500}>{key.name}</Text>
                <Code>{`${key.prefix}…${key.last4}`}</Code>
              </Stack>
            ),
          },
          { key: 'created', title: t('keys.created'), wide: true, cell: (key) => <TimeText value={key.created_at} /> },
          { key: 'used', title: t('keys.lastUsed'), wide: true, cell: (key) => (key.last_used_at ? <TimeText value={key.last_used_at} /> : <Text span size="sm" c="dimmed">{t('keys.never')}</Text>) },
          {
            key: 'state',
            title: <span className="visually-hidden">{t('actions')}</span>,
            align: 'right',
            cell: (key) =>
              key.revoked_at ? (
                <StatusBadge status="REVOKED" />
              ) : (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t('keys.revokeNamed', { name: key.name })}
                  onClick={() => {
                    revoke.reset();
                    setRevoked(key);
                  }}
                >
                  {t('keys.revoke')}
                </Button>
              ),
          },
        ]}
      />
      <NewApiKey opened={isCreating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        opened={revoked !== undefined}
        onClose={() => setRevoked(undefined)}
        title={t('keys.revokeTitle', { name: revoked?.name ?? '' })}
        action={t('keys.revoke')}
        isPending={revoke.isPending}
        failure={revoke.error}
        onConfirm={() => revoked && revoke.mutate(revoked)}
      >
        <Stack gap="xs" align="flex-start">
          {t('keys.revokeHint')}
          {revoked?.last_used_at && <Badge color="yellow" variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>{t('keys.lastUsed')}: <TimeText value={revoked.last_used_at} size="xs" /></Badge>}
        </Stack>
      </ConfirmDialog>
    </Section>
  );
}
