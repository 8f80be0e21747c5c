import { Alert, Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../ui/CodeBlock';

/** A link that is shown once. */
export function OneTimeLink({ url, email, onClose }: { url: string; email: string; onClose: () => void }) {
  const { t } = useTranslation('settings');
  return (
    <Stack>
      <Alert variant="light" role="status" title={t('link.title', { email })}>{t('link.hint')}</Alert>
      <CodeBlock text={url} what={t('link.what')} />
      <Group justify="flex-end"><Button onClick={onClose} data-autofocus>{t('link.done')}</Button></Group>
    </Stack>
  );
}
