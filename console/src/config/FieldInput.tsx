import { MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MappingInput } from './MappingInput';
import { RulesInput } from './RulesInput';
import type { ConfigField, FieldProps } from './types';
import { asOptions, textOf } from './values';

/** The input for a config field of any type. */
export function FieldInput({ field, value, onChange, error, notYet, disabled, calls }: FieldProps) {
  const common = {
    label: field.name,
    description: notYet ?? field.help_text ?? undefined,
    placeholder: field.placeholder ?? undefined,
    required: field.required,
    disabled: disabled || notYet !== undefined,
    error,
  };
  switch (field.field_type) {
    case 'number':
      return <NumberInput {...common} value={typeof value === 'number' ? value : textOf(value)} onChange={onChange} />;
    case 'select':
    case 'multi-select':
      return <Choices {...common} field={field} value={value} onChange={onChange} />;
    case 'textarea':
      return <Textarea {...common} autosize minRows={3} maxRows={12} value={textOf(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'json':
      return <JsonText {...common} value={value} onChange={onChange} />;
    case 'map':
    case 'map_v2':
      return <MappingInput field={field} value={value} onChange={onChange} error={error} disabled={common.disabled} notYet={notYet} calls={calls} />;
    case 'rule_engine':
      return <RulesInput field={field} value={value} onChange={onChange} error={error} disabled={common.disabled} calls={calls} />;
    case 'text':
    case 'url':
    case 'email':
    case 'date':
      return <TextInput {...common} type={field.field_type} value={textOf(value)} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

interface InputProps {
  label: string;
  description?: string;
  placeholder?: string;
  required: boolean;
  disabled: boolean;
  error?: string;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Choices({ field, value, onChange, ...common }: InputProps & { field: ConfigField }) {
  const { t } = useTranslation('config');
  const { data, real } = asOptions(field.options);
  const back = (key: string) => (real.has(key) ? real.get(key) : key);
  const shared = {
    ...common,
    searchable: data.length > 8,
    nothingFoundMessage: t('nothingToChoose'),
    description: field.options_truncated ? t('truncated', { count: data.length }) : common.description,
  };
  if (field.field_type === 'multi-select' || field.multiple) {
    const keys = Array.isArray(value) ? value.map(textOf) : [];
    return <MultiSelect {...shared} clearable clearButtonProps={{ 'aria-label': t('clear') }} data={withKept(data, keys)} value={keys} onChange={(chosen) => onChange(chosen.map(back))} />;
  }
  const key = textOf(value);
  return (
    <Select
      {...shared}
      clearable={!field.required}
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={withKept(data, key ? [key] : [])}
      value={key || null}
      onChange={(chosen) => onChange(chosen === null ? null : back(chosen))}
    />
  );
}

/** What is stored stays visible when the app no longer offers it. */
function withKept(data: { value: string; label: string }[], keys: string[]) {
  const kept = keys.filter((key) => !data.some((option) => option.value === key)).map((key) => ({ value: key, label: key }));
  return [...kept, ...data];
}

function JsonText({ value, onChange, error, ...common }: InputProps) {
  const { t } = useTranslation('config');
  const [text, setText] = useState(() => (value === undefined || value === null ? '' : JSON.stringify(value, null, 2)));
  const [wrong, setWrong] = useState<string>();
  const type = (typed: string) => {
    setText(typed);
    if (typed.trim() === '') {
      setWrong(undefined);
      return onChange(null);
    }
    try {
      onChange(JSON.parse(typed));
      setWrong(undefined);
    } catch (failure) {
      setWrong(t('notJson', { reason: failure instanceof Error ? failure.message : '' }));
    }
  };
  return <Textarea {...common} autosize minRows={3} maxRows={14} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} value={text} onChange={(event) => type(event.currentTarget.value)} error={wrong ?? error} />;
}
