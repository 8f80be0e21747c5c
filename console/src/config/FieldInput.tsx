import { MultiSelect, NumberInput, Select, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MappingGrid } from './MappingGrid';
import { RuleRows } from './RuleRows';
import type { ConfigField, Lookups, Value } from './types';
import { asList, inputOptions, isNothing, jsonText, keyOf, valueOf } from './values';

interface Props {
  field: ConfigField;
  value: Value;
  onChange: (value: Value) => void;
  error?: string | undefined;
  /** Said instead of the placeholder. */
  hint?: string | undefined;
  lookups: Lookups;
  disabled?: boolean | undefined;
}

/** One field of a config, by its type. */
export function FieldInput({ field, value, onChange, error, hint, lookups, disabled }: Props) {
  const { t } = useTranslation('config');
  const named = {
    label: field.name,
    description: field.help_text || undefined,
    placeholder: hint ?? field.placeholder ?? undefined,
    required: field.required,
    error: error && `${field.name} ${error}`,
    disabled: disabled ?? false,
  };
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const options = inputOptions(field.options);
  const listed = field.field_type === 'select' || field.field_type === 'multi-select';
  const several = listed && field.multiple;
  if (field.field_type === 'map' || field.field_type === 'map_v2') {
    return <MappingGrid field={field} value={value} onChange={onChange} error={named.error} lookups={lookups} disabled={named.disabled} />;
  }
  if (field.field_type === 'rule_engine') {
    return <RuleRows field={field} value={value} onChange={onChange} error={named.error} lookups={lookups} disabled={named.disabled} />;
  }
  if (several) {
    return (
      <MultiSelect
        {...named}
        data={withChosen(options, asList(value).map(keyOf))}
        value={asList(value).map(keyOf)}
        onChange={(keys) => onChange(keys.map((key) => valueOf(key, field.options)))}
        searchable
        clearable
        nothingFoundMessage={t('noChoice')}
      />
    );
  }
  if (listed) {
    return (
      <Stack gap={4}>
        <Select
          {...named}
          data={withChosen(options, isNothing(value) ? [] : [keyOf(value)])}
          value={isNothing(value) ? null : keyOf(value)}
          onChange={(key) => onChange(key === null ? null : valueOf(key, field.options))}
          searchable
          clearable={!field.required}
          nothingFoundMessage={t('noChoice')}
        />
        {field.options_truncated && <Text size="xs" c="dimmed">{t('moreChoices')}</Text>}
      </Stack>
    );
  }
  switch (field.field_type) {
    case 'number':
      return <NumberInput {...named} value={text} onChange={(next) => onChange(next === '' ? null : next)} />;
    case 'textarea':
      return <Textarea {...named} autosize minRows={3} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'json':
      return (
        <Textarea {...named} autosize minRows={3} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} spellCheck={false}
          value={jsonText(value)} onChange={(event) => onChange(event.currentTarget.value)} />
      );
    default:
      return (
        <TextInput {...named} type={INPUT_TYPES[field.field_type] ?? 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
      );
  }
}

/** The browser's own inputs where they help: a keyboard of a phone, a calendar. */
const INPUT_TYPES: Record<string, string> = { email: 'email', url: 'url', date: 'date' };

/** A value that is kept but no longer among the choices is shown all the same, as it is. */
function withChosen(options: { value: string; label: string }[], chosen: string[]): { value: string; label: string }[] {
  const missing = chosen.filter((key) => !options.some((option) => option.value === key));
  return [...options, ...missing.map((key) => ({ value: key, label: key }))];
}
