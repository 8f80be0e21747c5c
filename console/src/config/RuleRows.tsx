import { ActionIcon, Button, Group, Input, Paper, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Group as RuleGroup, isGroup, readRules, type Rule, withRow, writeRules } from './rules';
import type { ConfigField, Lookups, RuleColumn, Value } from './types';
import { inputOptions, isNothing, keyOf, valueOf } from './values';

interface Shared {
  field: ConfigField;
  lookups: Lookups;
  disabled: boolean;
}

/** Groups in groups are read at any depth, but made to this one only: more nobody can follow. */
const DEEPEST = 2;

/** Conditions, all or any of which must hold. Without any, everything passes. */
export function RuleRows({ field, value, onChange, error, lookups, disabled }: Shared & { value: Value; onChange: (value: Value) => void; error?: string | undefined }) {
  const { t } = useTranslation('config');
  const title = useId();
  const rules = readRules(value);
  return (
    <Input.Wrapper label={field.name} labelElement="div" labelProps={{ id: title }} description={field.help_text} error={error} required={field.required}>
      <div role="group" aria-labelledby={title}>
        {rules.rows.length === 0 && <Text size="sm" c="dimmed" mt="xs">{t('noRules')}</Text>}
        <Rows group={rules} depth={1} onChange={(next) => onChange(writeRules(next))} field={field} lookups={lookups} disabled={disabled} />
      </div>
    </Input.Wrapper>
  );
}

function Rows({ group, depth, onChange, ...shared }: Shared & { group: RuleGroup; depth: number; onChange: (group: RuleGroup) => void }) {
  const { t } = useTranslation('config');
  const add = (row: Rule | RuleGroup) => onChange({ ...group, rows: [...group.rows, row] });
  const blank: Rule = { lhs: '', operator: '', rhs: '' };
  return (
    <Stack gap="xs" mt="xs">
      {group.rows.length > 1 && (
        <SegmentedControl size="xs" w="fit-content" aria-label={t('join')} value={group.join} disabled={shared.disabled}
          data={[{ value: 'and', label: t('all') }, { value: 'or', label: t('any') }]} onChange={(join) => onChange({ ...group, join: join as 'and' | 'or' })} />
      )}
      {group.rows.map((row, index) =>
        isGroup(row) ? (
          <Paper key={index} withBorder p="xs">
            <Rows group={row} depth={depth + 1} onChange={(next) => onChange(withRow(group, index, next.rows.length > 0 ? next : undefined))} {...shared} />
          </Paper>
        ) : (
          <Row key={index} row={row} number={index + 1} onChange={(next) => onChange(withRow(group, index, next))} {...shared} />
        ),
      )}
      <Group gap="xs">
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} disabled={shared.disabled} onClick={() => add(blank)}>{t('addRule')}</Button>
        {depth < DEEPEST && group.rows.length > 0 && (
          <Button variant="subtle" size="xs" disabled={shared.disabled} onClick={() => add({ join: group.join === 'and' ? 'or' : 'and', rows: [blank] })}>{t('addGroup')}</Button>
        )}
      </Group>
    </Stack>
  );
}

function Row({ row, number, onChange, field, lookups, disabled }: Shared & { row: Rule; number: number; onChange: (row: Rule | undefined) => void }) {
  const { t } = useTranslation('config');
  const sides = useQuery({
    queryKey: ['rule-sides', field.id, row.lhs],
    queryFn: () => lookups.ruleSides(field, row.lhs),
    enabled: !isNothing(row.lhs),
  });
  const columns = field.rule_columns;
  const operator = sides.data?.operator ?? columns?.operator;
  const rhs = sides.data?.rhs ?? columns?.rhs;
  return (
    <Group gap={6} align="flex-start" role="group" aria-label={t('rule', { number })}>
      <Side column={columns?.lhs} name={t('lhs')} value={row.lhs} disabled={disabled} onChange={(lhs) => onChange({ lhs, operator: '', rhs: '' })} />
      <Side column={operator} name={t('operator')} value={row.operator} disabled={disabled || isNothing(row.lhs)} onChange={(next) => onChange({ ...row, operator: next })} />
      <Side column={rhs} name={t('rhs')} value={row.rhs} disabled={disabled || isNothing(row.lhs)} onChange={(next) => onChange({ ...row, rhs: next })} />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('removeRule', { number })} disabled={disabled} onClick={() => onChange(undefined)}>
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function Side({ column, name, value, disabled, onChange }: { column: RuleColumn | undefined; name: string; value: unknown; disabled: boolean; onChange: (value: unknown) => void }) {
  const { t } = useTranslation('config');
  const label = column?.name || name;
  const options = column?.options ?? [];
  if (options.length > 0) {
    return (
      <Select aria-label={label} placeholder={label} data={inputOptions(options)} value={isNothing(value) ? null : keyOf(value)} disabled={disabled} searchable
        flex="1 1 130px" nothingFoundMessage={t('noChoice')} onChange={(key) => onChange(key === null ? '' : valueOf(key, options))} />
    );
  }
  const isNumber = column?.type === 'number';
  return (
    <TextInput aria-label={label} placeholder={label} value={isNothing(value) ? '' : keyOf(value)} disabled={disabled} flex="1 1 130px" inputMode={isNumber ? 'decimal' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)} />
  );
}
