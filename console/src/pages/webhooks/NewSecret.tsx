import { Alert, Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/CopyButton';

/** A secret that is shown this once. */
export function NewSecret({ secret, hint, onClose }: { secret: string; hint?: string; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  return (
    <Modal opened onClose={onClose} title={t('secretTitle')} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('ground:close') }}>
      <Stack>
        <Text size="sm">{t('secretHint')}</Text>
        <Group gap="xs" wrap="nowrap">
          <Code style={{ overflowWrap: 'anywhere' }} aria-label={t('secret')}>{secret}</Code>
          <CopyButton value={secret} what={t('secret')} />
        </Group>
        {hint && <Alert variant="light" color="yellow">{hint}</Alert>}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('secretKept')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
