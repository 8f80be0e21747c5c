import { Anchor, Box, Divider, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../api/client';
import { useEnvironment } from '../../../shell/routes';
import { CodeBlock } from '../../../ui/CodeBlock';
import { JsonEditor } from '../../../ui/json/JsonEditor';
import { useBuilder } from './BuilderContext';
import type { Trigger } from './document';
import { ConditionEditor } from './fields/ConditionEditor';
import { membersOf } from './fields/conditions';

/** What starts the workflow, and when it does not. */
export function StartForm() {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { workflow, document, change, canEdit, problems } = useBuilder();
  const trigger = document.trigger ?? {};
  const kind = trigger.type === 'api' ? 'api' : 'event';
  const wrong = (field: string) => problems.find((problem) => problem.node === null && problem.field === field)?.message;
  const set = (said: Partial<Trigger>, about?: string) => change((before) => ({ ...before, trigger: clean({ ...before.trigger, ...said }) }), about);
  return (
    <Stack gap="md">
      <Box>
        <Text size="sm" fw={500} mb={4}>{t('start.kind')}</Text>
        <SegmentedControl
          fullWidth
          aria-label={t('start.kind')}
          data={[{ value: 'event', label: t('start.event') }, { value: 'api', label: t('start.api') }]}
          value={kind}
          disabled={!canEdit}
          onChange={(chosen) => set({ type: chosen === 'api' ? 'api' : 'event' })}
        />
        {wrong('trigger.type') && <Text size="xs" c="red">{wrong('trigger.type')}</Text>}
      </Box>
      {kind === 'event' ? <EventChoice event={trigger.event} onChoose={(event) => set({ type: 'event', event })} error={wrong('trigger.event')} /> : <CallChoice key={workflow.id} sample={trigger.sample} onChange={(sample) => set({ type: 'api', sample }, 'trigger sample')} />}
      <Divider />
      <Box>
        <Title order={3} size="sm">{t('start.conditions')}</Title>
        <Text size="xs" c="dimmed" mb="xs">{t('start.conditionsHint')}</Text>
        <ConditionEditor
          label={t('start.conditions')}
          value={trigger.conditions}
          onChange={(conditions) => set({ conditions: ('and' in conditions || 'or' in conditions) && membersOf(conditions).length === 0 ? undefined : conditions } as Partial<Trigger>, 'trigger conditions')}
          field="trigger.conditions"
        />
      </Box>
      {kind === 'event' && (
        <>
          <Divider />
          <Box>
            <Title order={3} size="sm">{t('start.repeats')}</Title>
            <Text size="xs" c="dimmed">{t('start.repeatsHint')}</Text>
            <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/developer/events" params={{ environment }} {...props} />}>{t('start.toEvents')}</Anchor>
          </Box>
        </>
      )}
    </Stack>
  );
}

function EventChoice({ event, onChoose, error }: { event: string | undefined; onChoose: (event: string) => void; error: string | undefined }) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { canEdit } = useBuilder();
  const events = useQuery({ queryKey: ['event-names', environment], queryFn: () => call(api.GET('/api/v2/public/application/event')) });
  const list = (events.data ?? []) as { name: string; raw_response?: string }[];
  const names = list.map((one) => one.name);
  const sample = list.find((one) => one.name === event)?.raw_response;
  return (
    <>
      <Select
        label={t('start.eventName')}
        required
        data={event && !names.includes(event) ? [event, ...names] : names}
        value={event || null}
        searchable
        allowDeselect={false}
        disabled={!canEdit}
        error={error}
        placeholder={t('start.chooseEvent')}
        nothingFoundMessage={t('start.noEvent')}
        onChange={(chosen) => chosen && onChoose(chosen)}
        data-field="trigger.event"
      />
      {sample && <CodeBlock text={pretty(sample)} what={t('start.sample')} maxHeight={180} />}
    </>
  );
}

function CallChoice({ sample, onChange }: { sample: unknown; onChange: (sample: unknown) => void }) {
  const { t } = useTranslation('workflows');
  const { workflow, canEdit } = useBuilder();
  const [text, setText] = useState(sample === undefined ? '{}' : JSON.stringify(sample, null, 2));
  const write = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next) as unknown);
    } catch {
      // The editor marks where it is wrong.
    }
  };
  return (
    <>
      <CodeBlock text={`POST ${window.location.origin}/api/v2/public/workflow/${workflow.id}/execute`} what={t('start.address')} />
      <JsonEditor label={t('start.sample')} description={t('start.sampleHint')} value={text} onChange={canEdit ? write : undefined} minHeight={100} />
    </>
  );
}

function clean(trigger: Trigger): Trigger {
  return Object.fromEntries(Object.entries(trigger).filter(([, value]) => value !== undefined)) as Trigger;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
