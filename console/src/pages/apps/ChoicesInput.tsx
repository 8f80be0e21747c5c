import { Fieldset, Group, JsonInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { readChoices, type Source, sourceOf, writeChoices } from './fieldForms';
import type { App, FieldInput } from './types';

type Choices = FieldInput['options'];

interface Props {
  app: App;
  label: string;
  choices: Choices;
  onChange: (choices: Choices) => void;
  /** Left sides of a mapping may also be sent by the client. */
  forLabels?: boolean;
}

/** Choices as a list, or where they come from: an action of the app, its inputs, a workflow, the client. */
export function ChoicesInput({ app, label, choices, onChange, forLabels }: Props) {
  const { t } = useTranslation('apps');
  const [text, setText] = useState(() => writeChoices(choices));
  const source = sourceOf(choices);
  const sources: Source[] = forLabels ? ['list', 'request', 'action', 'action_fields', 'workflow'] : ['list', 'action', 'action_fields', 'workflow'];
  const from = choices !== undefined && !Array.isArray(choices) ? (choices as Record<string, unknown>) : {};
  const said = (name: string) => (typeof from[name] === 'string' ? from[name] : '');
  const put = (change: Record<string, unknown>) => {
    const next = { ...from, ...change };
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '' && value !== undefined)) as Choices);
  };
  const choose = (next: Source) => onChange(next === 'list' ? readChoices(text) : ({ source: next } as Choices));
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        <Select label={t('source.label')} allowDeselect={false} data={sources.map((one) => ({ value: one, label: t(`source.${one}`) }))} value={source} onChange={(chosen) => choose((chosen as Source) ?? 'list')} />
        {source === 'list' && (
          <Textarea
            label={t('source.lines')}
            description={t('source.linesHint')}
            autosize
            minRows={3}
            maxRows={10}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              onChange(readChoices(event.currentTarget.value));
            }}
          />
        )}
        {(source === 'action' || source === 'action_fields') && <ActionSelect app={app} value={said('action')} onChange={(action) => put({ action })} />}
        {source === 'action' && (
          <>
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <TextInput label={t('source.items')} description={t('source.itemsHint')} value={said('items')} onChange={(event) => put({ items: event.currentTarget.value })} />
              <TextInput label={t('source.name')} placeholder="name" value={said('name')} onChange={(event) => put({ name: event.currentTarget.value })} />
              <TextInput label={t('source.value')} placeholder="id" value={said('value')} onChange={(event) => put({ value: event.currentTarget.value })} />
            </Group>
            <Inputs value={from['fields']} onChange={(fields) => put({ fields })} />
          </>
        )}
        {source === 'workflow' && <TextInput label={t('source.workflowId')} description={t('source.workflowHint')} value={said('workflow_id')} onChange={(event) => put({ workflow_id: event.currentTarget.value })} />}
        {source === 'request' && <TextInput label={t('source.key')} description={t('source.keyHint')} value={said('key')} onChange={(event) => put({ key: event.currentTarget.value })} />}
      </Stack>
    </Fieldset>
  );
}

function Inputs({ value, onChange }: { value: unknown; onChange: (fields: unknown) => void }) {
  const { t } = useTranslation('apps');
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [isWrong, setWrong] = useState(false);
  const type = (typed: string) => {
    setText(typed);
    try {
      onChange(typed.trim() === '' ? undefined : JSON.parse(typed));
      setWrong(false);
    } catch {
      setWrong(true);
    }
  };
  return <JsonInput label={t('source.fields')} description={t('source.fieldsHint')} autosize minRows={2} maxRows={8} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} value={text} onChange={type} error={isWrong ? t('try.notJson') : undefined} />;
}

function ActionSelect({ app, value, onChange }: { app: App; value: string; onChange: (action: string) => void }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const actions = useQuery({
    queryKey: ['app-actions', environment, app.slug],
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/actions', { params: { path: { slug: app.slug } } })),
  });
  return (
    <Select
      label={t('source.action')}
      searchable
      required
      limit={100}
      data={actions.data?.map((action) => ({ value: action.action_id, label: action.name })) ?? []}
      value={value || null}
      onChange={(action) => onChange(action ?? '')}
    />
  );
}
