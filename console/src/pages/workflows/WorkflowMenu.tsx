import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCopy, IconDots, IconDownload, IconEyeOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { saveFile } from './saveFile';
import { SettingsDialog } from './SettingsDialog';

type Workflow = components['schemas']['Workflow'];

/** What can be done to a workflow from the list. */
export function WorkflowMenu({ workflow, onChanged, onOpen }: { workflow: Workflow; onChanged: () => void; onOpen: (id: string) => void }) {
  const { t } = useTranslation('workflows');
  const canEdit = useCan('DEVELOPER');
  const [deleting, deleteDialog] = useDisclosure(false);
  const [setting, settingsDialog] = useDisclosure(false);
  const params = { path: { workflow_id: workflow._id } };
  const duplicate = useMutation({
    mutationFn: async () => {
      const { trigger, nodes, edges, settings, udf_filter, udf_filter_operator } = await call(api.GET('/api/v2/public/workflow/{workflow_id}/edit', { params }));
      const name = t('list.copyOf', { name: workflow.name }).slice(0, 256);
      return call(
        api.POST('/api/v2/public/workflow', {
          body: { name, slug: workflow.slug, nodes, edges, settings, udf_filter, udf_filter_operator, autoEnable: workflow.autoEnable, hide_in_config: workflow.hide_in_config, ...(trigger ? { trigger } : {}), ...(workflow.description ? { description: workflow.description } : {}) },
        }),
      );
    },
    onSuccess: (made) => onOpen(made.workflow._id),
  });
  const unpublish = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/public/workflow/{workflow_id}/publish', { params, body: { published: false } })),
    onSuccess: () => {
      notifyDone(t('list.unpublished', { name: workflow.name }));
      onChanged();
    },
  });
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/api/v2/public/workflow/{workflow_id}', { params })),
    onSuccess: () => {
      notifyDone(t('delete.done', { name: workflow.name }));
      deleteDialog.close();
      onChanged();
    },
  });
  const download = useMutation({
    mutationFn: () => call(api.GET('/api/v2/public/workflow/{workflow_id}/yaml', { params })),
    onSuccess: (file) => saveFile(file.file_name, file.yaml, 'application/yaml'),
  });
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('list.menu', { name: workflow.name })}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canEdit && <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={settingsDialog.open}>{t('tools.settings')}</Menu.Item>}
          {canEdit && <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate.mutate()}>{t('list.duplicate')}</Menu.Item>}
          <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download.mutate()}>{t('tools.export')}</Menu.Item>
          {canEdit && workflow.published && <Menu.Item leftSection={<IconEyeOff size={16} aria-hidden />} onClick={() => unpublish.mutate()}>{t('list.unpublish')}</Menu.Item>}
          {canEdit && <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={deleteDialog.open}>{t('delete', { ns: 'ground' })}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <FailureAlert failure={duplicate.error ?? unpublish.error ?? download.error} />
      <ConfirmDialog opened={deleting} onClose={deleteDialog.close} title={t('delete.title', { name: workflow.name })} action={t('delete', { ns: 'ground' })} isPending={remove.isPending} failure={remove.error} onConfirm={() => remove.mutate()}>
        {t('delete.hint')}
      </ConfirmDialog>
      <SettingsDialog opened={setting} onClose={settingsDialog.close} workflow={workflow} onSaved={onChanged} />
    </>
  );
}
