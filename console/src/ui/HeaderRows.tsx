import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export interface HeaderRow {
  name: string;
  value: string;
}

interface Props {
  label: string;
  description?: string;
  rows: HeaderRow[];
  onChange: (rows: HeaderRow[]) => void;
  error?: string;
  placeholder?: string;
}

/** Headers by name and value, as many as one likes. */
export function HeaderRows({ label, description, rows, onChange, error, placeholder }: Props) {
  const { t } = useTranslation('ground');
  const change = (index: number, part: Partial<HeaderRow>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Input.Wrapper label={label} description={description} labelElement="div" error={error}>
      <Stack gap="xs" mt={6}>
        {rows.map((row, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput aria-label={t('headerName', { number: index + 1 })} placeholder={placeholder} value={row.name} onChange={(event) => change(index, { name: event.currentTarget.value })} flex={1} miw={0} />
            <TextInput aria-label={t('headerValue', { number: index + 1 })} value={row.value} onChange={(event) => change(index, { value: event.currentTarget.value })} flex={1} miw={0} />
            <ActionIcon variant="subtle" color="gray" aria-label={t('removeHeader', { number: index + 1 })} onClick={() => onChange(rows.filter((_row, at) => at !== index))}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button variant="default" size="xs" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...rows, { name: '', value: '' }])}>
          {t('addHeader')}
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
