import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';

/** Asks what the key is for, then shows it, this once. */
export function NewApiKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('setup');
  const [round, setRound] = useState(0);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('keys.create')}
      // A key that was not copied yet must not be lost by a click beside it.
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
      onExitTransitionEnd={() => setRound(round + 1)}
    >
      <NewApiKeyForm key={round} onClose={onClose} />
    </Modal>
  );
}

function NewApiKeyForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('setup');
  const environment = useEnvironment();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () =>
      call(api.POST('/api/v2/console/api-keys', { params: { header: { 'x-zaffre-environment': environment } }, body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys', environment] }),
    // What is shown once is not kept once it was shown.
    gcTime: 0,
  });
  const field = create.error instanceof ApiFailure ? create.error.fields['name'] : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (create.data) {
    return (
      <Stack>
        <Alert variant="light" color="yellow" role="status" title={t('keys.once')}>{t('keys.onceHint')}</Alert>
        <CodeBlock text={create.data.key} what={t('keys.theKey')} />
        <Group justify="flex-end"><Button onClick={onClose} data-autofocus>{t('keys.kept')}</Button></Group>
      </Stack>
    );
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('keys.purpose')} description={t('keys.purposeHint')} required maxLength={100} data-autofocus value={name} error={field} onChange={(event) => setName(event.currentTarget.value)} />
        {!field && <FailureAlert failure={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" loading={create.isPending}>{t('keys.create')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
