import { ActionIcon, Box, Button, Group, Modal, NumberInput, SegmentedControl, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { FailureAlert } from '../../ui/FailureAlert';

type Workflow = components['schemas']['Workflow'];

interface Props {
  opened: boolean;
  onClose: () => void;
  workflow: Workflow;
  /** What else is not saved yet. */
  beforeSave?: () => Promise<void>;
  onSaved: (workflow: Workflow) => void;
}

/** What belongs to a workflow whatever its version: name, who is offered it, and whether it is on without being asked. */
export function SettingsDialog({ opened, onClose, workflow, beforeSave, onSaved }: Props) {
  const { t } = useTranslation('workflows');
  const [form, setForm] = useState(() => formOf(workflow));
  useEffect(() => {
    if (opened) setForm(formOf(workflow));
  }, [opened, workflow]);
  const set = (change: Partial<Form>) => setForm((before) => ({ ...before, ...change }));
  const save = useMutation({
    mutationFn: async () => {
      await beforeSave?.();
      return call(
        api.PUT('/api/v2/public/workflow/{workflow_id}', {
          params: { path: { workflow_id: workflow._id } },
          body: {
            name: form.name,
            description: form.description,
            workflow_alias: form.alias,
            autoEnable: form.autoEnable,
            hide_in_config: form.hide,
            udf_filter: form.filter.filter((one) => one.key_name !== ''),
            udf_filter_operator: form.match,
            settings: { ...workflow.settings, ...(form.timeout ? { timeout_seconds: form.timeout } : { timeout_seconds: null }) },
          },
        }),
      );
    },
    onSuccess: (stored) => {
      onSaved(stored);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('access.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('access.name')} required value={form.name} maxLength={256} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus />
          <Textarea label={t('access.description')} autosize value={form.description} onChange={(event) => set({ description: event.currentTarget.value })} />
          <TextInput label={t('access.alias')} description={t('access.aliasHint')} value={form.alias} onChange={(event) => set({ alias: event.currentTarget.value })} />
          <Switch label={t('access.autoEnable')} description={t('access.autoEnableHint')} checked={form.autoEnable} onChange={(event) => set({ autoEnable: event.currentTarget.checked })} />
          <Switch label={t('access.hide')} description={t('access.hideHint')} checked={form.hide} onChange={(event) => set({ hide: event.currentTarget.checked })} />
          <NumberInput label={t('access.timeout')} description={t('access.timeoutHint')} min={1} max={7_776_000} value={form.timeout ?? ''} onChange={(value) => set({ timeout: value === '' ? null : Number(value) })} />
          <Conditions form={form} set={set} />
          <FailureAlert failure={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={save.isPending}>{t('save', { ns: 'ground' })}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface Form {
  name: string;
  description: string;
  alias: string;
  autoEnable: boolean;
  hide: boolean;
  timeout: number | null;
  filter: { key_name: string; key_value: string }[];
  match: 'all' | 'any';
}

function formOf(workflow: Workflow): Form {
  return {
    name: workflow.name,
    description: workflow.description ?? '',
    alias: workflow.workflow_alias ?? '',
    autoEnable: workflow.autoEnable ?? false,
    hide: workflow.hide_in_config ?? false,
    timeout: workflow.settings?.timeout_seconds ?? null,
    filter: workflow.udf_filter ?? [],
    match: workflow.udf_filter_operator ?? 'all',
  };
}

/** Which customers are offered it, by their user-defined fields. */
function Conditions({ form, set }: { form: Form; set: (change: Partial<Form>) => void }) {
  const { t } = useTranslation('workflows');
  const replace = (index: number, one: Form['filter'][number]) => set({ filter: form.filter.map((each, at) => (at === index ? one : each)) });
  return (
    <Box role="group" aria-label={t('access.conditions')}>
      <Text size="sm" fw={500}>{t('access.conditions')}</Text>
      <Text size="xs" c="dimmed" mb="xs">{t('access.conditionsHint')}</Text>
      {form.filter.length > 1 && (
        <SegmentedControl size="xs" mb="xs" aria-label={t('conditions.match')} value={form.match} data={[{ value: 'all', label: t('conditions.and') }, { value: 'any', label: t('conditions.or') }]} onChange={(match) => set({ match: match === 'any' ? 'any' : 'all' })} />
      )}
      <Stack gap="xs">
        {form.filter.map((one, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput flex={1} aria-label={t('access.field', { number: index + 1 })} placeholder={t('access.fieldPlaceholder')} value={one.key_name} onChange={(event) => replace(index, { ...one, key_name: event.currentTarget.value })} />
            <TextInput flex={1} aria-label={t('access.value', { number: index + 1 })} placeholder={t('access.valuePlaceholder')} value={one.key_value} onChange={(event) => replace(index, { ...one, key_value: event.currentTarget.value })} />
            <ActionIcon variant="subtle" color="red" aria-label={t('conditions.remove', { number: index + 1 })} onClick={() => set({ filter: form.filter.filter((_each, at) => at !== index) })}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set({ filter: [...form.filter, { key_name: '', key_value: '' }] })}>{t('conditions.add')}</Button>
        </Group>
      </Stack>
    </Box>
  );
}
