import { Box, ScrollArea, Stack, Text, TextInput, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KINDS, kindOf } from '../../../canvas/kinds';
import type { NodeType } from '../../../canvas/workflow';
import { useApps } from './useApps';
import classes from './builder.module.css';

export interface Wanted {
  type: NodeType;
  name: string;
  app?: string;
}

const TYPES = (Object.keys(KINDS) as NodeType[]).filter((type) => type !== 'start' && type !== 'action');
const MOST_APPS = 60;

/** What can be put on the canvas: actions of apps, and everything else. Searched; arrow keys go through it. */
export function Palette({ onAdd, autoFocus }: { onAdd: (wanted: Wanted) => void; autoFocus?: boolean }) {
  const { t } = useTranslation(['workflows', 'canvas']);
  const [search, setSearch] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const apps = useApps();
  const fits = (text: string) => search.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));
  const types = TYPES.map((type) => ({ type, name: t(`canvas:types.${type}`), hint: t(`palette.${type}`) })).filter(({ name, hint }) => fits(`${name} ${hint}`));
  const found = apps.filter((app) => fits(`${app.name} ${app.slug}`)).slice(0, MOST_APPS);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    buttons[Math.max(0, buttons.indexOf(document.activeElement as HTMLButtonElement) + step)]?.focus();
    event.preventDefault();
  };
  const first: Wanted | undefined = types[0] && search !== '' ? types[0] : found[0] ? { type: 'action', name: found[0].name, app: found[0].slug } : undefined;
  return (
    <Box onKeyDown={onKeyDown} className={classes.palette}>
      <TextInput
        type="search"
        data-autofocus={autoFocus || undefined}
        aria-label={t('palette.search')}
        placeholder={t('palette.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && search !== '' && first && onAdd(first)}
        mb="xs"
      />
      <ScrollArea className={classes.choices} viewportRef={list} viewportProps={{ tabIndex: -1 }}>
        <Stack gap={2}>
          {types.length > 0 && <Text size="xs" fw={600} c="dimmed">{t('palette.steps')}</Text>}
          {types.map((one) => <Choice key={one.type} type={one.type} name={one.name} hint={one.hint} onClick={() => onAdd(one)} />)}
          {found.length > 0 && <Text size="xs" fw={600} c="dimmed" mt="xs">{t('palette.apps')}</Text>}
          {found.map((app) => (
            <Choice key={app.slug} type="action" name={app.name} hint={t('palette.action')} onClick={() => onAdd({ type: 'action', name: app.name, app: app.slug })} />
          ))}
          {types.length === 0 && found.length === 0 && <Text size="sm" c="dimmed">{t('palette.none')}</Text>}
        </Stack>
      </ScrollArea>
    </Box>
  );
}

function Choice({ type, name, hint, onClick }: { type: NodeType; name: string; hint: string; onClick: () => void }) {
  const { icon: KindIcon, color } = kindOf(type);
  return (
    <UnstyledButton className={classes.choice} onClick={onClick}>
      <ThemeIcon variant="light" color={color} size={28} aria-hidden><KindIcon size={16} /></ThemeIcon>
      <Box miw={0}>
        <Text size="sm" truncate>{name}</Text>
        <Text size="xs" c="dimmed" lineClamp={1}>{hint}</Text>
      </Box>
    </UnstyledButton>
  );
}
