import { ActionIcon, Box, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from '../BuilderContext';
import { textOf } from './placeholders';
import { TemplateField } from './TemplateField';

interface Props {
  label: string;
  description?: string;
  value: unknown;
  onChange: (pairs: Record<string, unknown> | undefined) => void;
  node: string;
  field: string;
}

type Pairs = [name: string, value: string][];

/** Names and values: headers, query parameters, members of a form. */
export function PairsField({ label, description, value, onChange, node, field }: Props) {
  const { t } = useTranslation('workflows');
  const { canEdit } = useBuilder();
  const given = typeof value === 'object' && value !== null ? Object.entries(value).map(([name, one]): Pairs[number] => [name, textOf(one)]) : [];
  const [pairs, setPairs] = useState<Pairs>(given);
  const known = JSON.stringify(given);
  useEffect(() => {
    // A pair without a name is not in the document yet, and must not vanish while it is typed.
    setPairs((before) => (JSON.stringify(before.filter(([name]) => name !== '')) === known ? before : (JSON.parse(known) as Pairs)));
  }, [known]);
  const change = (next: Pairs) => {
    setPairs(next);
    const named = next.filter(([name]) => name !== '');
    onChange(named.length > 0 ? Object.fromEntries(named) : undefined);
  };
  const replace = (index: number, pair: Pairs[number]) => change(pairs.map((one, at) => (at === index ? pair : one)));
  return (
    <Box role="group" aria-label={label} data-field={field}>
      <Input.Label component="div">{label}</Input.Label>
      {description && <Input.Description mb={4}>{description}</Input.Description>}
      <Stack gap="xs">
        {pairs.map(([name, text], index) => (
          <Group key={index} gap={6} wrap="nowrap" align="flex-start">
            <TextInput aria-label={t('pairs.name', { label, number: index + 1 })} placeholder={t('pairs.namePlaceholder')} value={name} readOnly={!canEdit} w={120} onChange={(event) => replace(index, [event.currentTarget.value, text])} />
            <Box flex={1} miw={0}>
              <TemplateField label={t('pairs.value', { label, number: index + 1 })} hideLabel value={text} node={node} field={`${field}.${name}`} onChange={(next) => replace(index, [name, next])} />
            </Box>
            {canEdit && (
              <ActionIcon variant="subtle" color="red" mt={3} aria-label={t('pairs.remove', { label, number: index + 1 })} onClick={() => change(pairs.filter((_one, at) => at !== index))}>
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {canEdit && (
          <Group>
            <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setPairs([...pairs, ['', '']])}>{t('pairs.add', { label })}</Button>
          </Group>
        )}
      </Stack>
    </Box>
  );
}
