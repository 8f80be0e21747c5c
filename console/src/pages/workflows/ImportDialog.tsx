import { Alert, Button, FileButton, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { FailureAlert } from '../../ui/FailureAlert';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The workflow whose draft it replaces; without one, a new workflow is made. */
  into?: string;
  onImported: (workflow: string) => void;
}

/** A workflow from a YAML file: what is wrong is said with its line. */
export function ImportDialog({ opened, onClose, into, onImported }: Props) {
  const { t } = useTranslation('workflows');
  const [yaml, setYaml] = useState('');
  const read = useMutation({
    mutationFn: () =>
      into
        ? call(api.POST('/api/v2/public/workflow/{workflow_id}/yaml', { params: { path: { workflow_id: into } }, body: { yaml } }))
        : call(api.POST('/api/v2/public/workflow/yaml', { body: { yaml } })),
    onSuccess: ({ workflow, problems }) => {
      if (problems.length === 0) finish(workflow._id);
    },
  });
  const finish = (id: string) => {
    onImported(id);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    read.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={into ? t('import.replace') : t('import.title')} size="lg" closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={() => { read.reset(); setYaml(''); }}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">{into ? t('import.replaceHint') : t('import.hint')}</Text>
          <Group>
            <FileButton accept=".yaml,.yml,application/yaml,text/yaml" onChange={(file) => file && void file.text().then(setYaml)}>
              {(props) => <Button variant="default" {...props}>{t('import.file')}</Button>}
            </FileButton>
          </Group>
          <Textarea label={t('import.text')} autosize minRows={8} maxRows={18} ff="monospace" value={yaml} onChange={(event) => setYaml(event.currentTarget.value)} spellCheck={false} />
          <FailureAlert failure={read.error} />
          {read.data && read.data.problems.length > 0 && (
            <Alert color="yellow" variant="light" title={t('import.problems')}>
              <List size="sm">
                {read.data.problems.map((problem, index) => <List.Item key={index}>{t('import.line', { line: problem.line, message: problem.message })}</List.Item>)}
              </List>
              <Button mt="xs" size="compact-sm" onClick={() => finish(read.data.workflow._id)}>{t('import.open')}</Button>
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={read.isPending} disabled={yaml.trim() === '' || read.isSuccess}>{t('import.action')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
