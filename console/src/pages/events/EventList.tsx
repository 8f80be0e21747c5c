import { Badge, Button, Group, NavLink, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { SearchBox } from '../../ui/SearchBox';
import { relativeTime } from '../../ui/TimeText';
import { type EventUse, eventList } from './data';
import classes from './EventList.module.css';
import { useListSearch } from './useListSearch';

/** Searched by typing, walked through with the arrow keys. */
export function EventList({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const { search, page, change } = useListSearch();
  const list = useQuery(eventList(environment, search, page));
  const box = useRef<HTMLDivElement>(null);
  const events = list.data?.docs ?? [];
  return (
    <Stack gap="xs" ref={box} onKeyDown={(event) => walk(event, box.current)}>
      <SearchBox label={t('search')} value={search} onSearch={(text) => change({ search: text || undefined })} w="100%" />
      <nav aria-label={t('list')}>
        {events.map((event) => (
          <NavLink
            key={event._id}
            className={classes.item}
            active={event._id === chosen}
            aria-current={event._id === chosen ? 'page' : undefined}
            label={<Text size="sm" fw={500} span>{event.name}</Text>}
            description={<Use event={event} exact={list.data?.counts_are_exact ?? true} />}
            renderRoot={(props) => (
              <Link
                to="/$environment/developer/events/$eventId"
                params={{ environment, eventId: event._id }}
                search={{ search: search || undefined, page: page > 1 ? page : undefined }}
                {...props}
              />
            )}
          />
        ))}
      </nav>
      {list.data && events.length === 0 && <Text size="sm" c="dimmed" p="sm">{t('noneFound')}</Text>}
      {list.data && (page > 1 || list.data.hasNextPage) && (
        <Group justify="space-between">
          <Button size="xs" variant="default" disabled={page <= 1} onClick={() => change({ search: search || undefined, page: page - 1 })}>{t('ground:previous')}</Button>
          <Text size="xs" c="dimmed">{t('pageOf', { page, pages: list.data.totalPages })}</Text>
          <Button size="xs" variant="default" disabled={!list.data.hasNextPage} onClick={() => change({ search: search || undefined, page: page + 1 })}>{t('ground:next')}</Button>
        </Group>
      )}
    </Stack>
  );
}

function Use({ event, exact }: { event: EventUse; exact: boolean }) {
  const { t } = useTranslation('events');
  return (
    <Group gap={6} component="span" mt={2} fw={400}>
      <span>{t('workflows', { count: event.workflows })}</span>
      <span aria-hidden>·</span>
      <span>
        {event.last_received_at
          ? t('lastReceived', { when: relativeTime(new Date(event.last_received_at)) })
          : t('neverReceived')}
      </span>
      {event.received_24h > 0 && (
        <Badge size="sm" variant="light" tt="none" component="span" title={t('in24h')}>
          {exact ? t('countIn24h', { count: event.received_24h }) : t('countIn24hAtLeast', { count: event.received_24h })}
        </Badge>
      )}
    </Group>
  );
}

/** Down and up lead from the search box through the links and back. */
function walk(event: KeyboardEvent, box: HTMLDivElement | null) {
  if (!box || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const stops = [...box.querySelectorAll<HTMLElement>('input[type="search"], nav a')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (at >= 0 && next) {
    event.preventDefault();
    next.focus();
  }
}
