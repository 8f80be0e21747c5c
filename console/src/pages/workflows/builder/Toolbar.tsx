import { ActionIcon, Button, Group, Menu, Text, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp, IconArrowForwardUp, IconDots, IconDownload, IconHistory, IconKeyboard, IconLayoutGrid, IconPencil, IconPlayerPlay, IconPlus, IconUpload, type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from './BuilderContext';

export interface ToolbarActions {
  undo: () => void;
  redo: () => void;
  arrange: () => void;
  add: () => void;
  run: () => void;
  publish: () => void;
  versions: () => void;
  help: () => void;
  settings: () => void;
  exportFile: () => void;
  importFile: () => void;
}

/** What can be done to the workflow as a whole. */
export function Toolbar({ actions, canUndo, canRedo }: { actions: ToolbarActions; canUndo: boolean; canRedo: boolean }) {
  const { t } = useTranslation('workflows');
  const { canEdit, autosave } = useBuilder();
  return (
    <Group gap={6}>
      {canEdit && <Text size="sm" c={autosave.state === 'failed' || autosave.state === 'conflict' ? 'red' : 'dimmed'} role="status" data-save={autosave.state}>{t(`save.${autosave.state}`)}</Text>}
      {canEdit && <Tool label={t('tools.undo')} icon={IconArrowBackUp} onClick={actions.undo} disabled={!canUndo} />}
      {canEdit && <Tool label={t('tools.redo')} icon={IconArrowForwardUp} onClick={actions.redo} disabled={!canRedo} />}
      {canEdit && <Tool label={t('tools.arrange')} icon={IconLayoutGrid} onClick={actions.arrange} />}
      {canEdit && <Tool label={t('tools.add')} icon={IconPlus} onClick={actions.add} />}
      <Tool label={t('tools.versions')} icon={IconHistory} onClick={actions.versions} />
      <Tool label={t('tools.keys')} icon={IconKeyboard} onClick={actions.help} />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size={34} aria-label={t('tools.more')}><IconDots size={18} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canEdit && <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={actions.settings}>{t('tools.settings')}</Menu.Item>}
          <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={actions.exportFile}>{t('tools.export')}</Menu.Item>
          {canEdit && <Menu.Item leftSection={<IconUpload size={16} aria-hidden />} onClick={actions.importFile}>{t('tools.import')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {canEdit && <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={actions.run}>{t('tools.run')}</Button>}
      {canEdit && <Button onClick={actions.publish}>{t('tools.publish')}</Button>}
    </Group>
  );
}

function Tool({ label, icon: ToolIcon, onClick, disabled = false }: { label: string; icon: Icon; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={34} aria-label={label} onClick={onClick} disabled={disabled}>
        <ToolIcon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
