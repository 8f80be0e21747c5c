import { Anchor, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { fullTime } from '../../ui/TimeText';

const LIFETIMES = [3_600, 86_400, 259_200, 604_800, 2_592_000];
const USUAL = 259_200;

/** A link to the portal for one customer, with how long it holds. */
export function ConnectLinkDialog({ opened, onClose, account }: { opened: boolean; onClose: () => void; account: string }) {
  const { t } = useTranslation('accounts');
  const queries = useQueryClient();
  const [lifetime, setLifetime] = useState(String(USUAL));
  const making = useMutation({
    mutationFn: async () => {
      const link = await call(api.POST('/api/v2/public/connect-url', { params: { query: { linked_account_id: account, expires_in: lifetime }, header: { linked_account_id: account } }, body: {} }));
      return { url: link.hosted_url, until: new Date(Date.now() + link.expires_in * 1000) };
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['account-tokens'] }),
  });
  const link = making.data;
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={t('link.title')} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={making.reset}>
      <Stack>
        <Text size="sm">{t('link.hint')}</Text>
        <Select
          label={t('link.lifetime')}
          allowDeselect={false}
          data={LIFETIMES.map((seconds) => ({ value: String(seconds), label: t(`link.for.${seconds}`) }))}
          value={lifetime}
          onChange={(chosen) => {
            setLifetime(chosen ?? String(USUAL));
            making.reset();
          }}
        />
        <FailureAlert failure={making.error} />
        {link && (
          <Stack gap="xs" role="region" aria-label={t('link.made')}>
            <CodeBlock text={link.url} what={t('link.made')} />
            <Text size="sm" c="dimmed">{t('link.until', { time: fullTime(link.until) })}</Text>
          </Stack>
        )}
        <Group justify="flex-end">
          {link ? (
            <Anchor href={link.url} target="_blank" rel="noopener noreferrer">
              <Group gap={6}><IconExternalLink size={16} aria-hidden />{t('link.visit')}</Group>
            </Anchor>
          ) : (
            <Button loading={making.isPending} onClick={() => making.mutate()}>{t('link.make')}</Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
