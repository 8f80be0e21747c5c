import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LinkedAccount } from './types';

export interface Field {
  key: string;
  value: string;
}

/** User-defined fields as rows of name and value. */
export function UdfEditor({ fields, onChange }: { fields: Field[]; onChange: (fields: Field[]) => void }) {
  const { t } = useTranslation('accounts');
  const put = (index: number, change: Partial<Field>) => onChange(fields.map((field, at) => (at === index ? { ...field, ...change } : field)));
  return (
    <Input.Wrapper label={t('udf')} description={t('udfHint')} labelElement="div">
      <Stack gap="xs" mt={6} role="group" aria-label={t('udf')}>
        {fields.map((field, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput flex={1} miw={0} aria-label={t('udfKeyOf', { number: index + 1 })} placeholder={t('udfKey')} value={field.key} onChange={(event) => put(index, { key: event.currentTarget.value })} />
            <TextInput flex={2} miw={0} aria-label={t('udfValueOf', { number: index + 1 })} placeholder={t('udfValue')} value={field.value} onChange={(event) => put(index, { value: event.currentTarget.value })} />
            <ActionIcon variant="subtle" color="gray" aria-label={t('removeField', { name: field.key || index + 1 })} onClick={() => onChange(fields.filter((_, at) => at !== index))}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...fields, { key: '', value: '' }])}>{t('addField')}</Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

export function rowsOf(account: LinkedAccount | undefined): Field[] {
  return account?.udf.map((field) => ({ key: field.key_name, value: field.key_value })) ?? [];
}

/** What the server is told: every row, and null for a field that is no longer there. */
export function udfChange(account: LinkedAccount | undefined, fields: Field[]): Record<string, string | null> {
  const change: Record<string, string | null> = Object.fromEntries((account?.udf ?? []).map((field) => [field.key_name, null]));
  for (const field of fields) {
    if (field.key.trim() !== '') change[field.key.trim()] = field.value;
  }
  return change;
}
