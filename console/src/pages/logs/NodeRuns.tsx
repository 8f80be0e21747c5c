import { Accordion, Group, Stack, Tabs, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import { CodeBlock } from '../../ui/CodeBlock';
import { StatusBadge } from '../../ui/StatusBadge';
import { duration, TimeText } from '../../ui/TimeText';

type NodeRun = components['schemas']['NodeRun'];
type Attempt = NonNullable<NodeRun['attempts']>[number];

/** Every node with its input, its output and each attempt: request, response, time, reason and when it is tried again. */
export function NodeRuns({ nodes, selected }: { nodes: NodeRun[]; selected: string | null }) {
  const { t } = useTranslation('logs');
  const [open, setOpen] = useState<string[]>(() => nodes.filter((node) => node.node_status === 'Errored').map((node) => node.node_id));
  useEffect(() => {
    if (selected) setOpen((known) => (known.includes(selected) ? known : [...known, selected]));
  }, [selected]);
  return (
    <Accordion multiple value={open} onChange={setOpen} variant="separated" order={3}>
      {nodes.map((node, index) => (
        <Accordion.Item key={node.node_id} value={node.node_id} id={`node-${node.node_id}`}>
          <Accordion.Control>
            <Group gap="sm">
              <Text span size="sm" fw={500}>{index + 1}. {node.node_name}</Text>
              <StatusBadge status={node.node_status} />
              {typeof node.execution_time === 'number' && node.execution_time > 0 && <Text span size="xs" c="dimmed">{duration(node.execution_time)}</Text>}
              {node.attempts_made > 1 && <Text span size="xs" c="dimmed">{t('node.attempts', { made: node.attempts_made, most: node.maximum_attempts })}</Text>}
            </Group>
          </Accordion.Control>
          <Accordion.Panel>{open.includes(node.node_id) && <NodeDetail node={node} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function NodeDetail({ node }: { node: NodeRun }) {
  const { t } = useTranslation('logs');
  const attempts = node.attempts ?? [];
  return (
    <Tabs defaultValue={attempts.length > 0 ? 'attempts' : 'output'} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="attempts" disabled={attempts.length === 0}>{t('node.attemptsTab', { count: attempts.length })}</Tabs.Tab>
        <Tabs.Tab value="input">{t('node.input')}</Tabs.Tab>
        <Tabs.Tab value="output">{t('node.output')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="attempts" pt="md">
        <Stack>{attempts.map((attempt) => <AttemptDetail key={attempt.attempt} attempt={attempt} />)}</Stack>
      </Tabs.Panel>
      <Tabs.Panel value="input" pt="md"><Value value={node.input_data} what={t('node.input')} /></Tabs.Panel>
      <Tabs.Panel value="output" pt="md"><Value value={node.latest_output} what={t('node.output')} /></Tabs.Panel>
    </Tabs>
  );
}

function AttemptDetail({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation('logs');
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text size="sm" fw={500}>{t('node.attempt', { number: attempt.attempt })}</Text>
        <StatusBadge status={attempt.status} />
        <TimeText value={attempt.started_at} />
        <Text size="xs" c="dimmed">{duration(attempt.took_ms)}</Text>
      </Group>
      {attempt.reason && <Text size="sm">{attempt.reason}</Text>}
      {attempt.next_at && <Text size="sm" c="dimmed">{t('node.next')} <TimeText value={attempt.next_at} c="dimmed" /></Text>}
      {attempt.request_curl && <CodeBlock text={attempt.request_curl} what={t('node.request')} maxHeight={200} />}
      {attempt.response && <CodeBlock text={readable(attempt.response)} what={t('node.response')} maxHeight={260} />}
    </Stack>
  );
}

/** A body that is JSON is shown as JSON, not as one long text with its quotes escaped. */
function readable(response: object): string {
  const body = 'body' in response && typeof response.body === 'string' ? parsed(response.body) : undefined;
  return JSON.stringify(body === undefined ? response : { ...response, body }, null, 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function Value({ value, what }: { value: unknown; what: string }) {
  const { t } = useTranslation('logs');
  if (value === null || value === undefined) return <Text size="sm" c="dimmed">{t('node.nothing')}</Text>;
  return <CodeBlock text={JSON.stringify(value, null, 2)} what={what} />;
}
