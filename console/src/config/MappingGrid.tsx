import { ActionIcon, Box, Button, Group, Input, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MappingPreview } from './MappingPreview';
import type { Choice, ConfigField, Lookups, Value } from './types';
import { asMapping, inputOptions, isNothing, keyOf, valueOf } from './values';

interface Props {
  field: ConfigField;
  value: Value;
  onChange: (value: Value) => void;
  error?: string | undefined;
  lookups: Lookups;
  disabled: boolean;
}

/** Left the company's names, right what the app has; a customer may add names to a map_v2. */
export function MappingGrid({ field, value, onChange, error, lookups, disabled }: Props) {
  const { t } = useTranslation('config');
  const [added, setAdded] = useState('');
  const title = useId();
  const mapping = asMapping(value);
  const labels = rowsOf(field.labels, mapping);
  const options = inputOptions(field.options);
  const set = (label: string, chosen: unknown) => {
    const next = { ...mapping };
    if (isNothing(chosen)) delete next[label];
    else next[label] = chosen;
    onChange(next);
  };
  const add = () => {
    if (added.trim()) onChange({ ...mapping, [added.trim()]: mapping[added.trim()] ?? '' });
    setAdded('');
  };
  return (
    <Input.Wrapper label={field.name} labelElement="div" labelProps={{ id: title }} description={field.help_text} error={error} required={field.required}>
      <Table verticalSpacing={6} mt="xs" aria-labelledby={title} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w="38%">{t('yours')}</Table.Th>
            <Table.Th scope="col" w={28}><span className="visually-hidden">{t('becomes')}</span></Table.Th>
            <Table.Th scope="col">{t('theirs')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {labels.map((label) => (
            <Table.Tr key={label.key}>
              <Table.Th scope="row" fw={400}><Text size="sm" style={{ overflowWrap: 'anywhere' }}>{label.name}</Text></Table.Th>
              <Table.Td px={4}><IconArrowRight size={16} aria-hidden /></Table.Td>
              <Table.Td>
                <Group gap={4} wrap="nowrap">
                  <Target name={label.name} chosen={mapping[label.key]} field={field} options={options} disabled={disabled} onChoose={(chosen) => set(label.key, chosen)} />
                  {label.own && (
                    <ActionIcon variant="subtle" color="gray" aria-label={t('removeRow', { name: label.name })} disabled={disabled}
                      onClick={() => set(label.key, null)}>
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Stack gap="xs" mt="xs">
        {field.field_type === 'map_v2' && (
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <TextInput label={t('ownName')} size="sm" value={added} disabled={disabled} flex="0 1 240px" onChange={(event) => setAdded(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                add();
              }} />
            <Button variant="default" size="sm" leftSection={<IconPlus size={14} aria-hidden />} disabled={disabled || !added.trim()} onClick={add}>{t('addRow')}</Button>
          </Group>
        )}
        <Box>{field.events && field.events.length > 0 && <MappingPreview field={field} events={field.events} mapping={mapping} lookups={lookups} />}</Box>
      </Stack>
    </Input.Wrapper>
  );
}

function Target({ name, chosen, field, options, disabled, onChoose }: {
  name: string;
  chosen: unknown;
  field: ConfigField;
  options: { value: string; label: string }[];
  disabled: boolean;
  onChoose: (chosen: unknown) => void;
}) {
  const { t } = useTranslation('config');
  // Without choices (an app that could not be asked) the name itself is typed in.
  if (options.length === 0) {
    return (
      <TextInput flex={1} aria-label={t('targetOf', { name })} disabled={disabled} value={typeof chosen === 'string' ? chosen : ''}
        onChange={(event) => onChoose(event.currentTarget.value)} />
    );
  }
  const key = isNothing(chosen) ? null : keyOf(chosen);
  const data = key === null || options.some((option) => option.value === key) ? options : [...options, { value: key, label: key }];
  return (
    <Select flex={1} miw={0} aria-label={t('targetOf', { name })} data={data} value={key} disabled={disabled} searchable clearable
      placeholder={t('notMapped')} nothingFoundMessage={t('noChoice')} onChange={(next) => onChoose(next === null ? null : valueOf(next, field.options))} />
  );
}

interface Row {
  key: string;
  name: string;
  /** The customer's own name: can be taken away. */
  own: boolean;
}

function rowsOf(labels: Choice[], mapping: Record<string, unknown>): Row[] {
  const known = labels.map((label) => ({ key: keyOf(label.value), name: label.name, own: false }));
  const own = Object.keys(mapping).filter((key) => !known.some((label) => label.key === key));
  return [...known, ...own.map((key) => ({ key, name: key, own: true }))];
}
