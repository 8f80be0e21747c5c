import { ActionIcon, Button, Group, Popover, TextInput } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Filters, isNarrowed } from './filters';

interface View {
  name: string;
  filters: Filters;
}

const MOST = 20;

/** Filters with a name. They stay in this browser: the address itself is what is shared with others. */
export function SavedViews({ filters }: { filters: Filters }) {
  const { t } = useTranslation('logs');
  const [views, setViews] = useLocalStorage<View[]>({ key: 'zaffre.views.executions', defaultValue: [] });
  const usual: View[] = [
    { name: t('views.all'), filters: {} },
    { name: t('views.failed'), filters: { status: 'ERRORED,TIMED_OUT,TERMINATED' } },
    { name: t('views.open'), filters: { status: 'QUEUED,RUNNING,WAITING,STOPPING' } },
  ];
  const isSaved = [...usual, ...views].some((view) => same(view.filters, filters));
  return (
    <Group gap={6} component="nav" aria-label={t('views.title')}>
      {[...usual, ...views].map((view, index) => {
        const current = same(view.filters, filters);
        return (
          <Group key={`${view.name} ${index}`} gap={0}>
            <Button
              size="compact-sm"
              variant={current ? 'light' : 'subtle'}
              color={current ? undefined : 'gray'}
              aria-current={current ? 'page' : undefined}
              renderRoot={(props) => <Link to="." search={view.filters} {...props} />}
            >
              {view.name}
            </Button>
            {index >= usual.length && (
              <ActionIcon size="sm" variant="subtle" color="gray" aria-label={t('views.forget', { name: view.name })} onClick={() => setViews(views.filter((other) => other !== view))}>
                <IconX size={12} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        );
      })}
      {!isSaved && isNarrowed(filters) && views.length < MOST && <SaveView onSave={(name) => setViews([...views, { name, filters }])} />}
    </Group>
  );
}

function SaveView({ onSave }: { onSave: (name: string) => void }) {
  const { t } = useTranslation('logs');
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    onSave(name.trim());
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withArrow>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<IconBookmark size={14} aria-hidden />} onClick={() => setOpened(true)}>{t('views.save')}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Group align="flex-end" gap="xs">
            <TextInput size="xs" label={t('views.name')} value={name} maxLength={60} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
            <Button size="xs" type="submit">{t('views.keep')}</Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

function same(one: Filters, other: Filters): boolean {
  const text = (filters: Filters) => JSON.stringify(Object.entries(filters).filter(([, value]) => value).sort());
  return text(one) === text(other);
}
