import { Badge, Box, Button, Code, Drawer, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { FailureAlert } from '../../../ui/FailureAlert';
import { notifyDone } from '../../../ui/notify';
import { TimeText } from '../../../ui/TimeText';
import { useBuilder } from './BuilderContext';
import classes from './builder.module.css';

const SHOWN = 20;

/** What was published, what the draft changes of it, and the way back. */
export function VersionsDrawer({ opened, onClose, onRestored, onPublished }: { opened: boolean; onClose: () => void; onRestored: () => void; onPublished: () => void }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflow, autosave, canEdit } = useBuilder();
  const [page, setPage] = useState(1);
  const [compared, setCompared] = useState<number | null>(null);
  const path = { workflow_id: workflow.id };
  const versions = useQuery({
    queryKey: ['workflow-versions', environment, workflow.id, page],
    enabled: opened,
    staleTime: 0,
    queryFn: () => call(api.GET('/api/v2/public/workflow/versions/{workflow_id}', { params: { path, query: { page, limit: SHOWN } } })),
  });
  const restore = useMutation({
    mutationFn: async (version: number) => {
      await autosave.flush();
      return call(api.POST('/api/v2/public/workflow/{workflow_id}/version/{version}/restore', { params: { path: { ...path, version: String(version) } }, body: {} }));
    },
    onSuccess: (_stored, version) => {
      notifyDone(t('versions.restored', { version }));
      onRestored();
      onClose();
    },
  });
  const publish = useMutation({
    mutationFn: (version: number) => call(api.PUT('/api/v2/public/workflow/{workflow_id}/publish', { params: { path }, body: { published: true, version } })),
    onSuccess: () => {
      void versions.refetch();
      onPublished();
    },
  });
  const docs = versions.data?.docs ?? [];
  return (
    <Drawer opened={opened} onClose={onClose} title={t('versions.title')} position="right" size="md" closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <FailureAlert failure={versions.error ?? restore.error ?? publish.error} />
        {versions.data && docs.length === 0 && <Text size="sm" c="dimmed">{t('versions.none')}</Text>}
        {docs.map((version) => {
          const number = version.version ?? 0;
          return (
            <Box key={number} role="group" aria-label={t('versions.version', { version: number })}>
              <Group justify="space-between" gap="xs">
                <Group gap="xs">
                  <Text fw={600} size="sm">{t('versions.version', { version: number })}</Text>
                  {version.published && <Badge color="teal" variant="light" tt="none">{t('versions.current')}</Badge>}
                </Group>
                <TimeText value={version.createdAt} c="dimmed" size="xs" />
              </Group>
              {version.published_by && <Text size="xs" c="dimmed">{t('versions.by', { who: version.published_by })}</Text>}
              {version.note && <Text size="sm">{version.note}</Text>}
              <Group gap={4} mt={4}>
                <Button variant="default" size="compact-xs" aria-expanded={compared === number} onClick={() => setCompared(compared === number ? null : number)}>{t('versions.compare')}</Button>
                {canEdit && <Button variant="default" size="compact-xs" loading={restore.isPending && restore.variables === number} onClick={() => restore.mutate(number)}>{t('versions.restore')}</Button>}
                {canEdit && !version.published && <Button variant="default" size="compact-xs" loading={publish.isPending && publish.variables === number} onClick={() => publish.mutate(number)}>{t('versions.publish')}</Button>}
              </Group>
              {compared === number && <Difference version={number} />}
            </Box>
          );
        })}
        <Group justify="space-between">
          {page > 1 && <Button variant="default" size="xs" onClick={() => setPage(page - 1)}>{t('previous')}</Button>}
          {versions.data?.hasNextPage && <Button variant="default" size="xs" onClick={() => setPage(page + 1)}>{t('next', { ns: 'ground' })}</Button>}
        </Group>
      </Stack>
    </Drawer>
  );
}

function Difference({ version }: { version: number }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflow, autosave } = useBuilder();
  const diff = useQuery({
    queryKey: ['workflow-diff', environment, workflow.id, version, autosave.revision],
    queryFn: () => call(api.GET('/api/v2/public/workflow/{workflow_id}/diff', { params: { path: { workflow_id: workflow.id }, query: { from: String(version) } } })),
  });
  if (!diff.data) return <FailureAlert failure={diff.error} />;
  const { nodes, edges, trigger, settings } = diff.data;
  if (nodes.length + edges.length + trigger.length + settings.length === 0) return <Text size="sm" c="dimmed" mt={4}>{t('versions.same')}</Text>;
  return (
    <Stack gap={4} mt="xs" pl="sm">
      {trigger.map((change) => <FieldChange key={change.field} name={`${t('problems.start')} ${change.field}`} before={change.before} after={change.after} />)}
      {settings.map((change) => <FieldChange key={change.field} name={change.field} before={change.before} after={change.after} />)}
      {nodes.map((node) => (
        <Box key={node.id}>
          <Text size="sm"><b>{t(`versions.${node.change}`)}</b> {t('problems.node', { id: node.id, name: node.name })}</Text>
          {node.fields.map((change) => <FieldChange key={change.field} name={change.field} before={change.before} after={change.after} />)}
        </Box>
      ))}
      {edges.map((edge) => (
        <Text size="sm" key={`${edge.source} ${edge.target} ${edge.sourceHandle} ${edge.change}`}>
          <b>{t(`versions.${edge.change}`)}</b> {t('versions.edge', { source: edge.source, target: edge.target, exit: edge.sourceHandle })}
        </Text>
      ))}
    </Stack>
  );
}

function FieldChange({ name, before, after }: { name: string; before?: unknown; after?: unknown }) {
  const shown = (value: unknown) => (value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <Text size="xs" component="div" pl="sm">
      {name}: <Code fz="xs" className={classes.bad}>{shown(before)}</Code> → <Code fz="xs" className={classes.good}>{shown(after)}</Code>
    </Text>
  );
}
