import { Badge, Box, Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pathInExpression } from './paths';
import type { Variable, VariableGroup } from './useVariables';
import classes from './fields.module.css';

interface Props {
  opened: boolean;
  onClose: () => void;
  groups: VariableGroup[];
  onPick: (path: string, inExpression: string) => void;
  target: ReactNode;
}

const MOST = 200;

/** Everything that may be inserted, by where it comes from; searched by name, path, value and type, also by keyboard alone. */
export function VariablePicker({ opened, onClose, groups, onPick, target }: Props) {
  const { t } = useTranslation('workflows');
  return (
    <Popover opened={opened} onChange={(open) => !open && onClose()} position="bottom-end" width={360} trapFocus returnFocus withinPortal shadow="md">
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown p="xs" aria-label={t('insert.title')}>
        {opened && <Choices groups={groups} onPick={onPick} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ groups, onPick }: Pick<Props, 'groups' | 'onPick'>) {
  const { t } = useTranslation('workflows');
  const [search, setSearch] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => matching(groups, search, (type) => t(`valueTypes.${type}`, { defaultValue: type })), [groups, search, t]);
  const pick = (variable: Variable) => onPick(variable.path, pathInExpression(variable.path));
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step;
    buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
    event.preventDefault();
  };
  return (
    <Box onKeyDown={move}>
      <TextInput
        data-autofocus
        type="search"
        aria-label={t('insert.search')}
        placeholder={t('insert.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = found[0]?.variables[0];
          if (event.key === 'Enter' && first) {
            event.preventDefault();
            pick(first);
          }
        }}
        mb="xs"
      />
      <ScrollArea.Autosize mah={320} viewportRef={list} viewportProps={{ tabIndex: -1 }}>
        <Stack gap="xs">
          {found.length === 0 && <Text size="sm" c="dimmed">{t('insert.none')}</Text>}
          {found.map((group) => (
            <Box key={`${group.kind} ${group.node_id ?? ''}`} role="group" aria-label={titleOf(group)}>
              <Text size="xs" fw={600} c="dimmed">{titleOf(group)}</Text>
              {!group.seen && group.kind === 'node' && <Text size="xs" c="dimmed">{t('insert.unseen')}</Text>}
              {group.variables.map((variable) => (
                <UnstyledButton key={variable.path} className={classes.variable} onClick={() => pick(variable)}>
                  <Text size="sm" truncate>{variable.path}</Text>
                  <Text size="xs" c="dimmed" truncate className={classes.sample}>{sampleOf(variable)}</Text>
                  <Badge size="xs" variant="light" color="gray" tt="none">{t(`valueTypes.${variable.type}`, { defaultValue: variable.type })}</Badge>
                </UnstyledButton>
              ))}
            </Box>
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Box>
  );

  function titleOf(group: VariableGroup): string {
    return group.kind === 'node' ? t('insert.node', { id: group.node_id, name: group.title }) : group.kind === 'event' ? t('insert.event', { name: group.title }) : t(`insert.${group.kind}`);
  }
}

function sampleOf(variable: Variable): string {
  if (variable.sample === null || variable.sample === undefined) return '';
  return typeof variable.sample === 'string' ? variable.sample : JSON.stringify(variable.sample);
}

function matching(groups: VariableGroup[], search: string, typeOf: (type: string) => string): VariableGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  let left = MOST;
  return groups
    .map((group) => {
      const variables = group.variables.filter((variable) => {
        // The sample of a whole object holds the names of all of its fields: they would find the object before themselves.
        const sample = typeof variable.sample === 'object' ? '' : sampleOf(variable);
        const text = `${group.title} ${variable.path} ${typeOf(variable.type)} ${sample}`.toLowerCase();
        return words.every((word) => text.includes(word));
      });
      const shown = variables.slice(0, Math.max(0, left));
      left -= shown.length;
      return { ...group, variables: shown };
    })
    .filter((group) => group.variables.length > 0);
}
