import { Checkbox, NumberInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { components } from '../api/schema';

interface Props {
  field: components['schemas']['PortalField'];
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** One input of a form with which an app is connected. Browsers are asked not to keep what is typed in. */
export function WayField({ field, value, error, onChange }: Props) {
  const { t } = useTranslation('portal');
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const common = {
    label: field.label,
    description: field.help_text || undefined,
    placeholder: field.placeholder || undefined,
    required: field.required,
    error,
    name: field.name,
    autoComplete: 'off',
  };
  switch (field.type) {
    case 'password':
      return <PasswordInput {...common} aria-invalid={error !== undefined} autoComplete="new-password" value={text} onChange={(event) => onChange(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('showWhat', { what: field.label }), tabIndex: 0 }} />;
    case 'textarea':
      return <Textarea {...common} autosize minRows={4} maxRows={14} spellCheck={false} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'number':
      return <NumberInput {...common} value={text} onChange={onChange} />;
    case 'boolean':
      return <Checkbox label={field.label} description={field.help_text || undefined} error={error} checked={value === true || value === 'true'} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'select':
      return <Select {...common} data={field.options.map((option) => ({ value: option.value, label: option.name }))} value={text || null} onChange={(next) => onChange(next ?? '')} />;
    default:
      return <TextInput {...common} type={field.type === 'email' || field.type === 'url' ? field.type : 'text'} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
