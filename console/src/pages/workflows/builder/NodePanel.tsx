import { ActionIcon, Box, Button, CloseButton, Group, Select, Stack, Tabs, Text, TextInput, ThemeIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { kindOf } from '../../../canvas/kinds';
import { edgeId, exitOf, type WorkflowNode } from '../../../canvas/workflow';
import { useBuilder } from './BuilderContext';
import { connect, nodeOf, refusal, removeEdges, removeNodes, withNode } from './document';
import { NodeForm } from './NodeForm';
import { ResultTab } from './ResultTab';
import { SettingsForm } from './SettingsForm';
import classes from './builder.module.css';

/** Fields that stand in the tab Settings. */
const IN_SETTINGS = ['run_if', 'retry', 'skip_on_error', 'hide_request'];

/** Everything about one node. */
export function NodePanel({ node, onClose }: { node: WorkflowNode; onClose: () => void }) {
  const { t } = useTranslation(['workflows', 'canvas']);
  const { canEdit, change, select, problems, target } = useBuilder();
  const [tab, setTab] = useState<string | null>('setup');
  const { icon: KindIcon, color } = kindOf(node.type);
  const title = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (target) setTab(IN_SETTINGS.some((name) => target.field.startsWith(name)) ? 'settings' : 'setup');
  }, [target]);
  const whole = problems.filter((problem) => problem.node === node.id && problem.field === null);
  return (
    <Stack gap="sm" p="md" component="section" aria-label={t('panel.title', { id: node.id, name: node.name })}>
      <Group gap="xs" wrap="nowrap">
        <ThemeIcon variant="light" color={color} size={34} aria-hidden><KindIcon size={19} /></ThemeIcon>
        <Box flex={1} miw={0}>
          <Text size="xs" c="dimmed">{t('panel.kind', { id: node.id, type: t(`canvas:types.${node.type}`) })}</Text>
          <TextInput
            ref={title}
            aria-label={t('panel.name')}
            value={node.name ?? ''}
            readOnly={!canEdit}
            variant="unstyled"
            size="md"
            fw={600}
            onChange={(event) => change((document) => withNode(document, node.id, { name: event.target.value }), `${node.id} name`)}
          />
        </Box>
        {canEdit && node.type !== 'start' && (
          <ActionIcon variant="subtle" color="red" aria-label={t('panel.delete')} onClick={() => { change((document) => removeNodes(document, [node.id])); select([]); }}>
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        )}
        <CloseButton aria-label={t('panel.close')} onClick={onClose} />
      </Group>
      {whole.map((problem) => <Text key={problem.message} size="sm" c="red" role="alert">{problem.message}</Text>)}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="setup">{t('panel.setup')}</Tabs.Tab>
          {node.type !== 'start' && <Tabs.Tab value="settings">{t('panel.settings')}</Tabs.Tab>}
          {node.type !== 'start' && <Tabs.Tab value="result">{t('panel.result')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="setup"><NodeForm node={node} /></Tabs.Panel>
        <Tabs.Panel value="settings"><SettingsForm node={node} /></Tabs.Panel>
        <Tabs.Panel value="result"><ResultTab node={node} /></Tabs.Panel>
      </Tabs>
      <NextNodes node={node} />
    </Stack>
  );
}

/** Where it goes from here: edges without a mouse. */
function NextNodes({ node }: { node: WorkflowNode }) {
  const { t } = useTranslation(['workflows', 'canvas']);
  const { document, canEdit, change, select } = useBuilder();
  const [exit, setExit] = useState<'true' | 'false'>('true');
  const edges = document.edges.filter((edge) => edge.source === node.id);
  const edgeTo = (target: string) => ({ source: node.id, target, ...(node.type === 'rule' ? { sourceHandle: exit } : {}) });
  const open = document.nodes.filter((other) => !refusal(document, edgeTo(other.id)));
  const nameOf = (id: string) => `${id} ${nodeOf(document, id)?.name ?? ''}`;
  return (
    <Box role="group" aria-label={t('next.title')} mt="md">
      <Text size="sm" fw={600} mb={4}>{t('next.title')}</Text>
      <Stack gap={4}>
        {edges.length === 0 && <Text size="xs" c="dimmed">{t('next.none')}</Text>}
        {edges.map((edge) => (
          <Group key={edgeId(edge)} gap="xs" wrap="nowrap">
            {exitOf(edge) && <Text size="xs" className={exitOf(edge) === 'true' ? classes.good : classes.bad} fw={600}>{t(`canvas:exits.${exitOf(edge)}`)}</Text>}
            <Button variant="subtle" size="compact-sm" onClick={() => select([edge.target])}>{nameOf(edge.target)}</Button>
            {canEdit && (
              <ActionIcon variant="subtle" color="gray" aria-label={t('next.remove', { name: nameOf(edge.target) })} onClick={() => change((before) => removeEdges(before, [edgeId(edge)]))}>
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {canEdit && (
          <Group gap="xs" wrap="nowrap">
            {node.type === 'rule' && (
              <Select aria-label={t('next.exit')} w={90} data={[{ value: 'true', label: t('canvas:exits.true') }, { value: 'false', label: t('canvas:exits.false') }]} value={exit} allowDeselect={false} onChange={(chosen) => setExit(chosen === 'false' ? 'false' : 'true')} />
            )}
            <Select
              flex={1}
              aria-label={t('next.connect')}
              placeholder={t('next.connect')}
              data-connect
              data={open.map((other) => ({ value: other.id, label: nameOf(other.id) }))}
              value={null}
              searchable
              nothingFoundMessage={t('next.nothing')}
              onChange={(target) => target && change((before) => connect(before, edgeTo(target)))}
            />
          </Group>
        )}
      </Stack>
    </Box>
  );
}
