import { Alert, Button, Group, Paper, Stack, Switch, Tabs, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../api/failure';
import { FailureAlert } from '../ui/FailureAlert';
import { FieldInput } from './FieldInput';
import type { Config, ConfigCalls, ConfigChange, ConfigField, ConfigWorkflow } from './types';
import { changed, dependents, type Draft, missingParent, onPage, valueOf } from './values';

interface Props {
  config: Config;
  calls: ConfigCalls;
  /** Told with what the server stored. */
  onSaved?: (config: Config) => void;
  /** Says why nothing can be changed; left out: everything can. */
  readOnly?: string;
  /** Without a connection no workflow can be switched on. */
  isConnected?: boolean;
}

/** An app's settings for one customer: fields by page, workflows with their switch and their own fields. */
export function ConfigForm({ config, calls, onSaved, readOnly, isConnected = true }: Props) {
  const { t } = useTranslation('config');
  const pages = config.pages ?? [];
  const [page, setPage] = useState(pages[0]);
  const [draft, setDraft] = useState<Draft>({});
  const [generation, setGeneration] = useState(0);
  const all = [...config.fields, ...config.workflows.flatMap((workflow) => workflow.fields)];
  const saving = useMutation({
    mutationFn: (change: ConfigChange) => calls.save(change),
    onSuccess: (saved, change) => {
      setDraft((before) => without(before, stored(change)));
      setGeneration((before) => before + 1);
      onSaved?.(saved);
    },
  });
  const fields = { all, draft, saving: saving.isPending, errors: fieldErrors(saving.error), config, calls, readOnly, generation };
  const change = (field: ConfigField, value: unknown) => {
    const next = changed(all, draft, field, value);
    setDraft(next);
    // Choices of other fields hang on this one, and the server looks them up: it must know the value.
    if (dependents(all, field.id).length > 0) saving.mutate(changeOf(config, next));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(changeOf(config, draft));
  };
  const discard = () => {
    setDraft({});
    setGeneration(generation + 1);
  };
  const isDirty = Object.keys(draft).length > 0;
  const toggle = (workflow: ConfigWorkflow, enabled: boolean) =>
    saving.mutate({ ...changeOf(config, draft), workflows: merged(changeOf(config, draft).workflows ?? [], { id: workflow.id, enabled }) });
  const hasForm = all.some((field) => !field.hidden);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        {readOnly && <Alert icon={<IconInfoCircle aria-hidden />} variant="light">{readOnly}</Alert>}
        {pages.length > 1 && (
          <Tabs value={page} onChange={(name) => setPage(name ?? undefined)}>
            <Tabs.List aria-label={t('pages')}>
              {pages.map((name) => <Tabs.Tab key={name} value={name}>{name}</Tabs.Tab>)}
            </Tabs.List>
          </Tabs>
        )}
        <Fields {...fields} shown={onPage(config.fields, pages, page)} onChange={change} />
        {config.workflows.length > 0 && (
          <Stack gap="sm" role="group" aria-label={t('workflows')}>
            <Title order={3}>{t('workflows')}</Title>
            {config.workflows.map((workflow) => (
              <Paper key={workflow.id} withBorder p="md">
                <Group justify="space-between" wrap="nowrap" align="flex-start">
                  <div>
                    <Text fw={500} id={`workflow-${workflow.id}`}>{workflow.name}</Text>
                    {workflow.description && <Text size="sm" c="dimmed">{workflow.description}</Text>}
                  </div>
                  <Switch
                    aria-labelledby={`workflow-${workflow.id}`}
                    checked={workflow.enabled}
                    disabled={readOnly !== undefined || saving.isPending || (!isConnected && !workflow.enabled)}
                    onChange={(event) => toggle(workflow, event.currentTarget.checked)}
                  />
                </Group>
                {onPage(workflow.fields, pages, page).length > 0 && (
                  <Stack mt="md"><Fields {...fields} shown={onPage(workflow.fields, pages, page)} onChange={change} /></Stack>
                )}
              </Paper>
            ))}
            {!isConnected && <Text size="sm" c="dimmed">{t('connectFirst')}</Text>}
          </Stack>
        )}
        {!hasForm && config.workflows.length === 0 && <Text size="sm" c="dimmed">{t('nothingToSet')}</Text>}
        <FailureAlert failure={saving.error} />
        {hasForm && !readOnly && (
          <Group>
            <Button type="submit" disabled={!isDirty} loading={saving.isPending}>{t('save')}</Button>
            {isDirty && <Button variant="subtle" onClick={discard}>{t('discard')}</Button>}
          </Group>
        )}
      </Stack>
    </form>
  );
}

interface FieldsProps {
  all: ConfigField[];
  shown: ConfigField[];
  draft: Draft;
  saving: boolean;
  errors: Record<string, string>;
  config: Config;
  calls: ConfigCalls;
  readOnly?: string;
  /** Rises when what was typed in is stored or thrown away. */
  generation: number;
  onChange: (field: ConfigField, value: unknown) => void;
}

/** Their inputs hold what is typed in until it is a value; they begin anew when that no longer counts. */
const WITH_OWN_TEXT = ['json', 'map', 'map_v2', 'rule_engine'];

function Fields({ all, shown, draft, saving, errors, config, calls, readOnly, generation, onChange }: FieldsProps) {
  const { t } = useTranslation('config');
  return shown.map((field) => {
    const parent = missingParent(all, field, draft);
    const lookup = config.field_errors.find((one) => one.id === field.id)?.error.message;
    return (
      <FieldInput
        key={WITH_OWN_TEXT.includes(field.field_type) ? `${field.id} ${generation}` : field.id}
        field={field}
        value={valueOf(field, draft)}
        onChange={(value) => onChange(field, value)}
        notYet={parent && t('parentFirst', { parent: parent.name })}
        error={errors[field.id] ?? (lookup ? t('noChoices', { reason: lookup }) : undefined)}
        disabled={readOnly !== undefined || (saving && parent !== undefined)}
        calls={calls}
      />
    );
  });
}

/** What the draft means to the server: values of the app's fields, and of each workflow's own. */
function changeOf(config: Config, draft: Draft): ConfigChange {
  const own = (fields: ConfigField[]) => Object.fromEntries(fields.filter((field) => field.id in draft).map((field) => [field.id, draft[field.id]]));
  const workflows = config.workflows.map((workflow) => ({ id: workflow.id, fields: own(workflow.fields) })).filter(({ fields }) => Object.keys(fields).length > 0);
  return { fields: own(config.fields), workflows };
}

function merged(workflows: NonNullable<ConfigChange['workflows']>, one: { id: string; enabled: boolean }) {
  const known = workflows.find(({ id }) => id === one.id);
  return [...workflows.filter(({ id }) => id !== one.id), { ...known, ...one }];
}

function stored(change: ConfigChange): string[] {
  return [...Object.keys(change.fields ?? {}), ...(change.workflows ?? []).flatMap(({ fields }) => Object.keys(fields ?? {}))];
}

function without(draft: Draft, ids: string[]): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([id]) => !ids.includes(id)));
}

/** Messages by the id of the field that the server refused. */
function fieldErrors(failure: unknown): Record<string, string> {
  const details = failure instanceof ApiFailure ? failure.details['details'] : undefined;
  if (!Array.isArray(details)) return {};
  return Object.fromEntries(
    details
      .filter((one): one is { id: string; message: string } => typeof one === 'object' && one !== null && typeof one.id === 'string' && typeof one.message === 'string')
      .map((one) => [one.id, one.message]),
  );
}
