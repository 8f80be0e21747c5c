import { Alert, Badge, Box, Button, Group, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { arranged } from '../../../canvas/layout';
import { useEnvironment } from '../../../shell/routes';
import { FailureAlert } from '../../../ui/FailureAlert';
import { notifyDone } from '../../../ui/notify';
import { Page } from '../../../ui/Page';
import { ImportDialog } from '../ImportDialog';
import { SettingsDialog } from '../SettingsDialog';
import { saveFile } from '../saveFile';
import { BuilderContext } from './BuilderContext';
import { addNode, type Clip, copy, moved, nodeOf, paste, removeEdges, removeNodes, startOf } from './document';
import { EditorCanvas } from './EditorCanvas';
import { HelpDialog } from './HelpDialog';
import { NodePanel } from './NodePanel';
import { Palette, type Wanted } from './Palette';
import { ProblemList } from './ProblemList';
import { PublishDialog } from './PublishDialog';
import { RunPanel } from './RunPanel';
import { Toolbar, type ToolbarActions } from './Toolbar';
import { useBuilderState, useInSight, type StoredWorkflow } from './useBuilderState';
import { useKeyboard } from './useKeyboard';
import { VersionsDrawer } from './VersionsDrawer';
import classes from './builder.module.css';

type After = { id: string; exit?: 'true' | 'false' };

/** What was copied last, in whichever workflow: it can be pasted into another one. */
let clip: Clip | undefined;

/** One workflow, being drawn. */
export function Builder({ workflow }: { workflow: StoredWorkflow }) {
  return (
    <ReactFlowProvider>
      <Drawing workflow={workflow} />
    </ReactFlowProvider>
  );
}

function Drawing({ workflow }: { workflow: StoredWorkflow }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const client = useQueryClient();
  const flow = useReactFlow();
  const { builder, adopt, undo, redo, canUndo, canRedo } = useBuilderState(workflow);
  const { document, change, selected, select, canEdit, autosave } = builder;
  const [selectedEdges, setSelectedEdges] = useState<string[]>([]);
  const [adding, setAdding] = useState<{ after?: After } | null>(null);
  const [publishing, publishDialog] = useDisclosure(false);
  const [looking, versionsDrawer] = useDisclosure(false);
  const [helping, helpDialog] = useDisclosure(false);
  const [setting, settingsDialog] = useDisclosure(false);
  const [importing, importDialog] = useDisclosure(false);
  const [running, runPanel] = useDisclosure(false);
  const only = selected.length === 1 ? nodeOf(document, selected[0] ?? null) : undefined;
  const path = { workflow_id: workflow._id };
  useInSight(only?.id);

  const refresh = async () => {
    adopt(await call(api.GET('/api/v2/public/workflow/{workflow_id}/edit', { params: { path } })));
    select([]);
  };
  const reread = () => void client.invalidateQueries({ queryKey: ['workflow', environment, workflow._id] });
  const add = (wanted: Wanted, after?: After) => {
    const from = after ?? (selected[0] ? { id: selected[0] } : lastOf(document));
    const { document: next, id } = addNode(document, wanted.type, wanted.name, from, wanted.app ? { app: wanted.app } : {});
    change(() => next);
    select([id]);
    setAdding(null);
  };
  const arrange = () => {
    change((before) => moved(before, arranged(before)));
    setTimeout(() => void flow.fitView({ padding: 0.15, maxZoom: 1, duration: 200 }), 50);
  };
  const putIn = (what: Clip | undefined) => {
    if (!what || what.nodes.length === 0 || !canEdit) return;
    const pasted = paste(document, what);
    change(() => pasted.document);
    select(pasted.ids);
  };
  const remove = () => {
    if (!canEdit) return;
    change((before) => removeEdges(removeNodes(before, selected), selectedEdges));
    select([]);
    setSelectedEdges([]);
  };
  const actions: ToolbarActions = {
    undo,
    redo,
    arrange,
    add: () => setAdding({}),
    run: runPanel.open,
    publish: publishDialog.open,
    versions: versionsDrawer.open,
    help: helpDialog.open,
    settings: settingsDialog.open,
    importFile: importDialog.open,
    exportFile: () => void exportFile(autosave.flush, workflow._id),
  };
  useKeyboard({
    undo: () => canUndo && undo(),
    redo: () => canRedo && redo(),
    copy: () => {
      const chosen = copy(document, selected);
      if (chosen.nodes.length > 0) clip = chosen;
    },
    paste: () => putIn(clip),
    duplicate: () => putIn(copy(document, selected)),
    remove,
    add: () => canEdit && setAdding({}),
    connect: () => focusIn('[data-connect]'),
    arrange: () => canEdit && arrange(),
    fit: () => void flow.fitView({ padding: 0.15, maxZoom: 1, duration: 200 }),
    save: () => void autosave.flush().then(() => notifyDone(t('save.saved')), () => undefined),
    run: runPanel.open,
    open: () => focusIn('input, [contenteditable="true"], button'),
    leave: () => {
      select([]);
      setSelectedEdges([]);
    },
    help: helpDialog.open,
  });

  return (
    <BuilderContext value={builder}>
      <Page
        bare
        title={workflow.name}
        crumbs={[{ label: t('title'), to: `/${environment}/workflows` }]}
        description={
          <Group gap={6} component="span">
            <Badge variant="light" tt="none" color={workflow.published ? 'teal' : 'gray'}>{workflow.published ? t('list.publishedAs', { version: workflow.version }) : t('list.draft')}</Badge>
            <span>{workflow.slug}</span>
          </Group>
        }
        actions={<Toolbar actions={actions} canUndo={canUndo} canRedo={canRedo} />}
      >
        {autosave.state === 'conflict' && (
          <Alert color="red" mx="md" title={t('conflict.title')}>
            {t('conflict.hint', { who: changedBy(autosave.failure) ?? t('conflict.somebody') })}
            <Group gap="xs" mt="xs">
              <Button size="compact-sm" variant="default" onClick={() => void refresh()}>{t('conflict.theirs')}</Button>
              <Button size="compact-sm" color="red" onClick={() => void autosave.overwrite().catch(() => undefined)}>{t('conflict.mine')}</Button>
            </Group>
          </Alert>
        )}
        {autosave.state === 'failed' && <Box mx="md"><FailureAlert failure={autosave.failure} /></Box>}
        <Box className={classes.builder}>
          <Box className={classes.side} component="aside" aria-label={t('palette.title')}>{canEdit && <Palette onAdd={(wanted) => add(wanted)} />}</Box>
          <Box className={classes.stage} role="region" aria-label={t('canvas')}>
            <EditorCanvas selectedEdges={selectedEdges} onSelectEdges={setSelectedEdges} onAddAfter={(after) => setAdding({ after })} />
          </Box>
          {only && (
            <Box className={classes.panel} data-panel>
              <NodePanel key={only.id} node={only} onClose={() => select([])} />
            </Box>
          )}
          <Box className={classes.bottom}>
            {running && <RunPanel onClose={runPanel.close} />}
            <ProblemList />
          </Box>
        </Box>
      </Page>
      <Modal opened={adding !== null} onClose={() => setAdding(null)} title={t('palette.title')} closeButtonProps={{ 'aria-label': t('close') }}>
        <Box h={380}><Palette autoFocus onAdd={(wanted) => add(wanted, adding?.after)} /></Box>
      </Modal>
      <PublishDialog opened={publishing} onClose={publishDialog.close} onPublished={reread} />
      <VersionsDrawer opened={looking} onClose={versionsDrawer.close} onRestored={() => void refresh()} onPublished={reread} />
      <HelpDialog opened={helping} onClose={helpDialog.close} />
      <SettingsDialog opened={setting} onClose={settingsDialog.close} workflow={workflow} beforeSave={autosave.flush} onSaved={(stored) => { adopt(stored); reread(); }} />
      <ImportDialog opened={importing} onClose={importDialog.close} into={workflow._id} onImported={() => void refresh().then(reread)} />
    </BuilderContext>
  );
}

/** What was added last is what the next one usually follows. */
function lastOf(document: Parameters<typeof startOf>[0]): After | undefined {
  const ends = document.nodes.filter((node) => node.type !== 'response' && !document.edges.some((edge) => edge.source === node.id));
  const last = ends.at(-1) ?? startOf(document);
  return last && { id: last.id };
}

async function exportFile(flush: () => Promise<void>, id: string) {
  await flush();
  const file = await call(api.GET('/api/v2/public/workflow/{workflow_id}/yaml', { params: { path: { workflow_id: id } } }));
  saveFile(file.file_name, file.yaml, 'application/yaml');
}

/** Into the panel of the chosen node. */
function focusIn(selector: string) {
  window.document.querySelector<HTMLElement>('[data-panel]')?.querySelector<HTMLElement>(selector)?.focus();
}

function changedBy(failure: unknown): string | undefined {
  const details = (failure as { details?: { details?: { changed_by?: string } } } | null)?.details?.details;
  return details?.changed_by ?? undefined;
}
