import { ActionIcon, Autocomplete, Box, Button, Group, Input, Select, Stack, Text } from '@mantine/core';
import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PreviewButton } from './PreviewButton';
import type { FieldProps } from './types';
import { asOptions, pairsOf, textOf } from './values';

/** A grid that leads names of the company (left) to names of the app (right). Rows without a right side are kept while one edits. */
export function MappingInput({ field, value, onChange, error, notYet, disabled, calls }: FieldProps) {
  const { t } = useTranslation('config');
  const { data: targets, real } = asOptions(field.options);
  const labels = field.labels.map((label) => ({ key: textOf(label.value), name: label.name }));
  const [rows, setRows] = useState<[string, string][]>(() => startRows(pairsOf(value), labels));
  const change = (next: [string, string][]) => {
    setRows(next);
    onChange(asValue(next, real));
  };
  const set = (index: number, side: 0 | 1, text: string) =>
    change(rows.map((row, at) => (at === index ? (side === 0 ? [text, row[1]] : [row[0], text]) : row)));
  const isFixed = (source: string) => labels.some(({ key }) => key === source);
  const mayAdd = field.field_type === 'map_v2' || labels.length === 0;
  return (
    <Input.Wrapper label={field.name} description={notYet ?? field.help_text ?? undefined} required={field.required} error={error} labelElement="div">
      <Stack gap="xs" mt={6} role="group" aria-label={field.name}>
        {rows.length > 0 && (
          <Group gap="xs" wrap="nowrap" visibleFrom="xs">
            <Text size="xs" c="dimmed" fw={600} flex={1}>{t('yourField')}</Text>
            <Box w={18} />
            <Text size="xs" c="dimmed" fw={600} flex={1}>{t('theirField')}</Text>
            <Box w={28} />
          </Group>
        )}
        {rows.map((row, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="center">
            {isFixed(row[0]) ? (
              <Text size="sm" flex={1} miw={0} style={{ overflowWrap: 'anywhere' }}>{labels.find(({ key }) => key === row[0])?.name}</Text>
            ) : (
              <Autocomplete flex={1} miw={0} aria-label={t('source', { index: index + 1 })} value={row[0]} disabled={disabled} onChange={(text) => set(index, 0, text)} />
            )}
            <IconArrowRight size={18} aria-hidden style={{ flexShrink: 0 }} />
            <Target
              label={t('destination', { name: labels.find(({ key }) => key === row[0])?.name ?? (row[0] || String(index + 1)) })}
              value={row[1]}
              data={targets}
              disabled={disabled}
              onChange={(text) => set(index, 1, text)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={disabled || isFixed(row[0])}
              aria-label={t('removeRow', { index: index + 1 })}
              style={{ visibility: isFixed(row[0]) ? 'hidden' : undefined }}
              onClick={() => change(rows.filter((_, at) => at !== index))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {mayAdd && (
          <Group>
            <Button variant="default" size="xs" disabled={disabled} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setRows([...rows, ['', '']])}>
              {t('addRow')}
            </Button>
          </Group>
        )}
        {calls?.preview && field.events && field.events.length > 0 && <PreviewButton field={field} events={field.events} mapping={asValue(rows, real)} preview={calls.preview} />}
      </Stack>
    </Input.Wrapper>
  );
}

interface TargetProps {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  disabled?: boolean;
  onChange: (text: string) => void;
}

/** A choice where there is a list, else free text. */
function Target({ label, value, data, disabled, onChange }: TargetProps) {
  const { t } = useTranslation('config');
  if (data.length === 0) {
    return <Autocomplete flex={1} miw={0} aria-label={label} value={value} disabled={disabled} onChange={onChange} />;
  }
  const known = value === '' || data.some((option) => option.value === value) ? data : [{ value, label: value }, ...data];
  return (
    <Select
      flex={1}
      miw={0}
      aria-label={label}
      placeholder={t('choose')}
      data={known}
      searchable={data.length > 8}
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      value={value || null}
      disabled={disabled}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  );
}

/** Every label has its row, so that nothing is overlooked; what was mapped besides comes after. */
function startRows(pairs: [string, string][], labels: { key: string }[]): [string, string][] {
  const mapped = new Map(pairs);
  const rows: [string, string][] = labels.map(({ key }) => [key, mapped.get(key) ?? '']);
  return [...rows, ...pairs.filter(([source]) => !labels.some(({ key }) => key === source))];
}

function asValue(rows: [string, string][], real: Map<string, unknown>): unknown {
  const entries = rows.filter(([source, destination]) => source !== '' && destination !== '').map(([source, destination]) => [source, real.get(destination) ?? destination]);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
