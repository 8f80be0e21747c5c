import { Code, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/CopyButton';
import type { SentRequest } from '../events/snippets';

export function Endpoint({ request }: { request: SentRequest }) {
  const { t } = useTranslation('tryapi');
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label={t('endpoint')}>
      <Code fw={600} style={{ flexShrink: 0 }}>{request.method}</Code>
      <Code style={{ overflowWrap: 'anywhere' }}>{request.url}</Code>
      <CopyButton value={request.url} what={t('theUrl')} />
    </Group>
  );
}
