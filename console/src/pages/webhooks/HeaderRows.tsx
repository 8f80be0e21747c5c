import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export interface HeaderRow {
  name: string;
  value: string;
}

/** What the server shows in the place of a value; sent back, it means the value that is there. */
const HIDDEN = '***';

export function headerRows(headers: Record<string, string>): HeaderRow[] {
  return Object.keys(headers).map((name) => ({ name, value: HIDDEN }));
}

export function headerObject(rows: HeaderRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.value]));
}

/** Headers besides the signature's. Their values are secrets: kept, and never shown again. */
export function HeaderRows({ rows, onChange, error }: { rows: HeaderRow[]; onChange: (rows: HeaderRow[]) => void; error?: string }) {
  const { t } = useTranslation('webhooks');
  const change = (index: number, part: Partial<HeaderRow>) => onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <Input.Wrapper label={t('headers')} description={t('headersHint')} labelElement="div" error={error}>
      <Stack gap="xs" mt={6}>
        {rows.map((row, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput aria-label={t('headerName', { number: index + 1 })} placeholder="x-team" value={row.name} onChange={(event) => change(index, { name: event.currentTarget.value })} flex={1} />
            <TextInput aria-label={t('headerValue', { number: index + 1 })} value={row.value} onChange={(event) => change(index, { value: event.currentTarget.value })} flex={2} />
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
