import { ActionIcon, Button, Card, Group as Line, Input, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Group, isGroup, readRules, type Row, UNARY, writeRules } from './rules';
import type { ConfigCalls, ConfigField, FieldProps, RuleColumn } from './types';
import { asOptions, textOf } from './values';

/** Deeper groups are shown and kept, and made only this deep: people lose themselves in more. */
const DEEPEST = 2;

/** Rows of "what, how, with what", all of which or one of which must hold, with groups in between. */
export function RulesInput({ field, value, onChange, error, disabled, calls }: FieldProps) {
  const [rules, setRules] = useState(() => readRules(value));
  const change = (next: Group) => {
    setRules(next);
    onChange(writeRules(next));
  };
  return (
    <Input.Wrapper label={field.name} description={field.help_text ?? undefined} required={field.required} error={error} labelElement="div">
      <RuleGroup field={field} group={rules} depth={0} onChange={change} disabled={disabled} calls={calls} label={field.name} />
    </Input.Wrapper>
  );
}

interface GroupProps {
  field: ConfigField;
  group: Group;
  depth: number;
  label: string;
  onChange: (group: Group) => void;
  onRemove?: () => void;
  disabled?: boolean;
  calls?: ConfigCalls;
}

function RuleGroup({ field, group, depth, label, onChange, onRemove, disabled, calls }: GroupProps) {
  const { t } = useTranslation('config');
  const put = (index: number, member: Row | Group) => onChange({ ...group, members: group.members.map((old, at) => (at === index ? member : old)) });
  const remove = (index: number) => onChange({ ...group, members: group.members.filter((_, at) => at !== index) });
  const add = (member: Row | Group) => onChange({ ...group, members: [...group.members, member] });
  return (
    <Card withBorder padding="sm" mt={6} role="group" aria-label={label}>
      <Stack gap="sm">
        <Line justify="space-between" gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('howMany')}
            disabled={disabled}
            value={group.word}
            onChange={(word) => onChange({ ...group, word: word === 'or' ? 'or' : 'and' })}
            data={[{ value: 'and', label: t('all') }, { value: 'or', label: t('any') }]}
          />
          {onRemove && (
            <ActionIcon variant="subtle" color="gray" disabled={disabled} aria-label={t('removeGroup')} onClick={onRemove}><IconTrash size={16} aria-hidden /></ActionIcon>
          )}
        </Line>
        {group.members.map((member, index) =>
          isGroup(member) ? (
            <RuleGroup key={index} field={field} group={member} depth={depth + 1} label={t('group')} onChange={(next) => put(index, next)} onRemove={() => remove(index)} disabled={disabled} calls={calls} />
          ) : (
            <RuleRow key={index} field={field} row={member} number={index + 1} onChange={(next) => put(index, next)} onRemove={() => remove(index)} disabled={disabled} calls={calls} />
          ),
        )}
        <Line gap="xs">
          <Button variant="default" size="xs" disabled={disabled} leftSection={<IconPlus size={14} aria-hidden />} onClick={() => add({ lhs: '', operator: 'eq', rhs: '' })}>{t('addRule')}</Button>
          {depth < DEEPEST && (
            <Button variant="subtle" size="xs" disabled={disabled} onClick={() => add({ word: group.word === 'and' ? 'or' : 'and', members: [] })}>{t('addGroup')}</Button>
          )}
        </Line>
      </Stack>
    </Card>
  );
}

interface RowProps {
  field: ConfigField;
  row: Row;
  number: number;
  onChange: (row: Row) => void;
  onRemove: () => void;
  disabled?: boolean;
  calls?: ConfigCalls;
}

function RuleRow({ field, row, number, onChange, onRemove, disabled, calls }: RowProps) {
  const { t } = useTranslation('config');
  const lhs = textOf(row.lhs);
  const own = useQuery({
    queryKey: ['rule-columns', field.id, lhs],
    queryFn: () => calls!.ruleColumns!(field, row.lhs),
    enabled: Boolean(calls?.ruleColumns) && lhs !== '',
  });
  const columns = field.rule_columns ?? {};
  const operator = own.data?.operator ?? columns.operator;
  const rhs = own.data?.rhs ?? columns.rhs;
  return (
    <Line gap="xs" align="flex-start" wrap="wrap">
      <Cell label={t('ruleLeft', { number })} column={columns.lhs} value={row.lhs} disabled={disabled} onChange={(value) => onChange({ ...row, lhs: value })} />
      <Cell label={t('ruleOperator', { number })} column={operator} value={row.operator} disabled={disabled} onChange={(value) => onChange({ ...row, operator: textOf(value) })} />
      {!UNARY.includes(row.operator) && (
        <Cell label={t('ruleRight', { number })} column={rhs} value={row.rhs} disabled={disabled} onChange={(value) => onChange({ ...row, rhs: value })} />
      )}
      <ActionIcon variant="subtle" color="gray" mt={4} disabled={disabled} aria-label={t('removeRule', { number })} onClick={onRemove}><IconTrash size={16} aria-hidden /></ActionIcon>
    </Line>
  );
}

interface CellProps {
  label: string;
  column: RuleColumn | undefined;
  value: unknown;
  disabled?: boolean;
  onChange: (value: unknown) => void;
}

function Cell({ label, column, value, disabled, onChange }: CellProps) {
  const { data, real } = asOptions(column?.options ?? []);
  const text = textOf(value);
  if (data.length > 0) {
    const known = text === '' || data.some((option) => option.value === text) ? data : [{ value: text, label: text }, ...data];
    return (
      <Select
        flex="1 1 140px"
        aria-label={label}
        placeholder={column?.name}
        data={known}
        value={text || null}
        searchable={data.length > 8}
        disabled={disabled}
        onChange={(chosen) => onChange(chosen === null ? '' : (real.get(chosen) ?? chosen))}
      />
    );
  }
  const isNumber = column?.type === 'number';
  const read = (typed: string) => (isNumber && typed.trim() !== '' && Number.isFinite(Number(typed)) ? Number(typed) : typed);
  return (
    <TextInput
      flex="1 1 140px"
      aria-label={label}
      placeholder={column?.name}
      inputMode={isNumber ? 'decimal' : undefined}
      type={column?.type === 'date' ? 'date' : 'text'}
      value={text}
      disabled={disabled}
      onChange={(event) => onChange(read(event.currentTarget.value))}
    />
  );
}
