import { ActionIcon, Box, Button, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useBuilder } from '../BuilderContext';
import { type Comparison, type Condition, type ConditionGroup, groupOf, isGroup, isUnary, membersOf, OPERATORS, withMembers } from './conditions';
import { textOf, valueOf } from './placeholders';
import { TemplateField } from './TemplateField';
import classes from './fields.module.css';

interface Props {
  label: string;
  value: unknown;
  onChange: (condition: Condition) => void;
  node?: string;
  field: string;
}

/** Deeper groups are kept and shown as they are; they are drawn by hand rarely. */
const DEEPEST = 2;

/** Comparisons, of which all or any must hold; groups of them may stand inside of each other. */
export function ConditionEditor({ label, value, onChange, node, field }: Props) {
  return <GroupEditor label={label} group={groupOf(value)} onChange={onChange} node={node} field={field} depth={0} />;
}

function GroupEditor({ label, group, onChange, node, field, depth }: Omit<Props, 'value'> & { group: ConditionGroup; depth: number }) {
  const { t } = useTranslation('workflows');
  const { canEdit } = useBuilder();
  const members = membersOf(group);
  const word = 'or' in group ? 'or' : 'and';
  const change = (next: Condition[]) => onChange(withMembers(word, next));
  return (
    <Box role="group" aria-label={label} className={depth > 0 ? classes.nested : undefined}>
      <Group gap="xs" mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('conditions.match')}
          data={[{ value: 'and', label: t('conditions.and') }, { value: 'or', label: t('conditions.or') }]}
          value={word}
          disabled={!canEdit}
          onChange={(chosen) => onChange(withMembers(chosen === 'or' ? 'or' : 'and', members))}
        />
      </Group>
      <Stack gap="sm">
        {members.length === 0 && <Text size="xs" c="dimmed">{t('conditions.none')}</Text>}
        {members.map((member, index) => {
          const place = `${field}.${word}.${index}`;
          const replace = (next: Condition) => change(members.map((one, at) => (at === index ? next : one)));
          const remove = () => change(members.filter((_one, at) => at !== index));
          if (isGroup(member)) {
            return (
              <Box key={index}>
                <GroupEditor label={t('conditions.group', { number: index + 1 })} group={member} onChange={replace} node={node} field={place} depth={depth + 1} />
                {canEdit && <Button variant="subtle" color="red" size="compact-xs" onClick={remove}>{t('conditions.removeGroup')}</Button>}
              </Box>
            );
          }
          return <Row key={index} number={index + 1} comparison={member} onChange={replace} onRemove={remove} node={node} field={place} />;
        })}
      </Stack>
      {canEdit && (
        <Group gap="xs" mt="xs">
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change([...members, { variable: '', operator: 'eq', value: '' }])}>
            {t('conditions.add')}
          </Button>
          {depth < DEEPEST && (
            <Button variant="subtle" size="compact-sm" onClick={() => change([...members, { and: [{ variable: '', operator: 'eq', value: '' }] }])}>{t('conditions.addGroup')}</Button>
          )}
        </Group>
      )}
    </Box>
  );
}

interface RowProps {
  number: number;
  comparison: Comparison;
  onChange: (comparison: Condition) => void;
  onRemove: () => void;
  node?: string;
  field: string;
}

function Row({ number, comparison, onChange, onRemove, node, field }: RowProps) {
  const { t } = useTranslation('workflows');
  const { canEdit } = useBuilder();
  const operator = comparison.operator ?? 'eq';
  return (
    <Stack gap={6} className={classes.nested}>
      <TemplateField
        label={t('conditions.variable', { number })}
        value={comparison.variable ?? comparison.left ?? ''}
        onChange={(variable) => onChange({ ...without(comparison, 'left'), variable })}
        node={node}
        field={`${field}.variable`}
      />
      <Group gap="xs" wrap="nowrap">
        <Select
          aria-label={t('conditions.operator', { number })}
          data={OPERATORS.map((name) => ({ value: name, label: t(`operators.${name}`) }))}
          value={operator}
          disabled={!canEdit}
          allowDeselect={false}
          searchable
          flex={1}
          onChange={(chosen) => onChange({ ...comparison, operator: chosen ?? 'eq' })}
        />
        {canEdit && (
          <ActionIcon variant="subtle" color="red" aria-label={t('conditions.remove', { number })} onClick={onRemove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {!isUnary(operator) && (
        <TemplateField
          label={t('conditions.value', { number })}
          value={textOf(comparison.value ?? comparison.right)}
          onChange={(text) => onChange({ ...without(comparison, 'right'), value: valueOf(text) ?? '' })}
          node={node}
          field={`${field}.value`}
        />
      )}
    </Stack>
  );
}

function without(comparison: Comparison, name: 'left' | 'right'): Comparison {
  const { [name]: _, ...rest } = comparison;
  return rest;
}
