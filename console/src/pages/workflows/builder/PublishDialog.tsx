import { Button, Group, List, Modal, Stack, Text, Textarea, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { ApiFailure } from '../../../api/failure';
import { FailureAlert } from '../../../ui/FailureAlert';
import { notifyDone } from '../../../ui/notify';
import { type Problem, useBuilder } from './BuilderContext';

/** Makes the draft a version that runs. What cannot run is said with where it is. */
export function PublishDialog({ opened, onClose, onPublished }: { opened: boolean; onClose: () => void; onPublished: () => void }) {
  const { t } = useTranslation('workflows');
  const { workflow, autosave, goTo } = useBuilder();
  const [note, setNote] = useState('');
  const publish = useMutation({
    mutationFn: async () => {
      await autosave.flush();
      return call(api.PUT('/api/v2/public/workflow/{workflow_id}/publish', { params: { path: { workflow_id: workflow.id } }, body: { published: true, ...(note ? { note } : {}) } }));
    },
    onSuccess: (published) => {
      notifyDone(t('publish.done', { version: published.version }));
      setNote('');
      onPublished();
      onClose();
    },
  });
  const problems = problemsOf(publish.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('publish.title')} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={() => publish.reset()}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">{t('publish.hint')}</Text>
          <Textarea label={t('publish.note')} placeholder={t('publish.noteHint')} maxLength={2000} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
          {problems.length === 0 && <FailureAlert failure={publish.error} />}
          {problems.length > 0 && (
            <Stack gap={4} role="alert">
              <Text size="sm" c="red" fw={600}>{t('publish.refused', { count: problems.length })}</Text>
              <List size="sm" spacing={2}>
                {problems.map((problem, index) => (
                  <List.Item key={index}>
                    <UnstyledButton fz="sm" td="underline" display="inline" onClick={() => { onClose(); goTo(problem); }}>
                      {problem.node ? t('problems.node', { id: problem.node, name: problem.node_name }) : t('problems.start')}: {problem.message}
                    </UnstyledButton>
                  </List.Item>
                ))}
              </List>
            </Stack>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={publish.isPending}>{t('publish.action')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function problemsOf(failure: unknown): Problem[] {
  const details = failure instanceof ApiFailure && failure.code === 'INVALID_WORKFLOW' ? failure.details['details'] : undefined;
  return Array.isArray(details) ? (details as Problem[]) : [];
}
