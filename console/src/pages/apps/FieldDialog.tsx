import { Button, Checkbox, Group, JsonInput, Modal, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { ChoicesInput } from './ChoicesInput';
import { type FieldType, slugOf, TYPES } from './fieldForms';
import type { App, FieldInput } from './types';

interface Props {
  app: App;
  /** Left out: a new one. */
  field: FieldInput | undefined;
  others: FieldInput[];
  onClose: () => void;
  onDone: (field: FieldInput) => void;
}

const WITH_OPTIONS: FieldType[] = ['select', 'multi-select', 'map', 'map_v2'];
const MAPS: FieldType[] = ['map', 'map_v2'];

/** One field of an app's config, with everything that can be said of it. */
export function FieldDialog({ app, field, others, onClose, onDone }: Props) {
  const { t } = useTranslation('apps');
  const [draft, setDraft] = useState<FieldInput>(field ?? { name: '', field_type: 'text' });
  const [columns, setColumns] = useState(() => (field?.rule_columns ? JSON.stringify(field.rule_columns, null, 2) : RULE_EXAMPLE));
  const [usual, setUsual] = useState(() => (field?.default === undefined ? '' : typeof field.default === 'string' ? field.default : JSON.stringify(field.default)));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const type: FieldType = draft.field_type ?? 'text';
  const key = draft.key || slugOf(draft.name);
  const put = (change: Partial<FieldInput>) => setDraft({ ...draft, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog's events reach the form that it was opened from.
    event.stopPropagation();
    const found: Record<string, string> = {};
    if (draft.name.trim() === '') found['name'] = t('try.required');
    if (others.some((other) => other.key === key && other.workflow_id === draft.workflow_id)) found['key'] = t('fields.keyTaken');
    const rules = type === 'rule_engine' ? parsed(columns) : undefined;
    if (type === 'rule_engine' && !rules) found['columns'] = t('try.notJson');
    setWrong(found);
    if (Object.keys(found).length === 0) onDone(cleaned({ ...draft, key, default: defaultOf(type, usual), rule_columns: rules as FieldInput['rule_columns'] }, type));
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={field ? t('fields.edit', { name: field.name }) : t('fields.add')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput label={t('fields.name')} required value={draft.name} error={wrong['name']} onChange={(event) => put({ name: event.currentTarget.value })} data-autofocus />
            <TextInput label={t('fields.key')} description={`{{config.${key}}}`} value={draft.key ?? ''} placeholder={key} error={wrong['key']} onChange={(event) => put({ key: event.currentTarget.value })} disabled={field !== undefined} />
          </Group>
          <Select label={t('type')} allowDeselect={false} data={TYPES.map((one) => ({ value: one, label: t(`fields.type.${one}`) }))} value={type} onChange={(chosen) => put({ field_type: (chosen as FieldType) ?? 'text' })} />
          <Group>
            <Checkbox label={t('fields.required')} checked={draft.required ?? false} onChange={(event) => put({ required: event.currentTarget.checked })} />
            <Checkbox label={t('fields.hidden')} checked={draft.hidden ?? false} onChange={(event) => put({ hidden: event.currentTarget.checked })} />
            {type === 'select' && <Checkbox label={t('fields.multiple')} checked={draft.multiple ?? false} onChange={(event) => put({ multiple: event.currentTarget.checked })} />}
          </Group>
          <Textarea label={t('help')} autosize minRows={1} maxRows={4} value={draft.help_text ?? ''} onChange={(event) => put({ help_text: event.currentTarget.value })} />
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <TextInput label={t('fields.placeholder')} value={draft.placeholder ?? ''} onChange={(event) => put({ placeholder: event.currentTarget.value })} />
            <TextInput label={t('fields.default')} value={usual} onChange={(event) => setUsual(event.currentTarget.value)} />
          </Group>
          {WITH_OPTIONS.includes(type) && <ChoicesInput app={app} label={MAPS.includes(type) ? t('fields.targets') : t('fields.options')} choices={draft.options} onChange={(options) => put({ options })} />}
          {MAPS.includes(type) && <ChoicesInput app={app} label={t('fields.labels')} choices={draft.labels} onChange={(labels) => put({ labels })} forLabels />}
          {type === 'rule_engine' && <JsonInput label={t('fields.columns')} description={t('fields.columnsHint')} autosize minRows={5} maxRows={14} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} value={columns} onChange={setColumns} error={wrong['columns']} />}
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <Select
              label={t('fields.parent')}
              description={t('fields.parentHint')}
              clearable
              clearButtonProps={{ 'aria-label': t('clear') }}
              data={others.map((other) => ({ value: other.key ?? '', label: other.name }))}
              value={draft.parent ?? null}
              onChange={(parent) => put({ parent: parent ?? undefined })}
            />
            <TextInput label={t('fields.page')} description={t('fields.pageHint')} value={draft.associated_page ?? ''} onChange={(event) => put({ associated_page: event.currentTarget.value })} />
          </Group>
          <WorkflowSelect app={app} value={draft.workflow_id} onChange={(workflow_id) => put({ workflow_id })} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit">{t('fields.done')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const MOST_WORKFLOWS = 100;

function WorkflowSelect({ app, value, onChange }: { app: App; value: string | undefined; onChange: (workflow: string | undefined) => void }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const workflows = useQuery({
    queryKey: ['app-workflows', environment, app.slug, 'choice'],
    queryFn: () => call(api.GET('/api/v2/public/workflow', { params: { query: { slug: app.slug, limit: MOST_WORKFLOWS } } })),
  });
  return (
    <Select
      label={t('fields.level')}
      description={t('fields.levelHint')}
      placeholder={t('fields.ofApp')}
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={workflows.data?.docs?.map((workflow) => ({ value: workflow._id, label: workflow.name })) ?? []}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

const RULE_EXAMPLE = JSON.stringify({ lhs: { name: 'Field', options: [{ name: 'Amount', value: 'amount' }] }, rhs: { name: 'Value', type: 'number' } }, null, 2);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Texts as they are, everything else as what it reads as. */
function defaultOf(type: FieldType, text: string): unknown {
  if (text.trim() === '') return undefined;
  if (['text', 'url', 'email', 'date', 'textarea', 'select'].includes(type)) return text;
  return parsed(text) ?? text;
}

/** Without what is empty, and what the type does not have. */
function cleaned(field: FieldInput, type: FieldType): FieldInput {
  const kept = { ...field, field_type: type };
  if (!WITH_OPTIONS.includes(type)) delete kept.options;
  if (!MAPS.includes(type)) delete kept.labels;
  if (type !== 'rule_engine') delete kept.rule_columns;
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined && value !== '' && value !== false)) as FieldInput;
}
