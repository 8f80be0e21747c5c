import { Anchor, AppShell, Box, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { onSignedOut } from '../api/client';
import { queries } from '../api/queries';
import logo from '../ui/zaffre.svg';
import { EnvironmentSwitch } from './EnvironmentSwitch';
import { PLACES } from './navigation';
import { useEnvironment } from './routes';
import { sessionQuery, useSession } from './session';
import { UserMenu } from './UserMenu';
import classes from './Shell.module.css';

/** The frame of every page: environment and user at the top, places at the side, the page. */
export function Shell() {
  const { t } = useTranslation('shell');
  const environment = useEnvironment();
  const session = useSession();
  const [open, { toggle, close }] = useDisclosure(false);
  useSignInWhenOver();
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !open } }} padding={0}>
      <a href="#content" className={classes.skip}>{t('skip')}</a>
      <AppShell.Header className={classes.header} data-environment={environment}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} aria-expanded={open} />
            <Anchor renderRoot={(props) => <Link to="/$environment" params={{ environment }} {...props} />} underline="never" c="inherit" aria-label={session.organization.name}>
              <Group gap={8} wrap="nowrap">
                <img src={logo} width={26} height={26} alt="" />
                <Text fw={600} truncate className={classes.organization}>{session.organization.name}</Text>
              </Group>
            </Anchor>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <EnvironmentSwitch />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('navigation')}>
        <ScrollArea p="xs">
          <Places onChosen={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

function Places({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation('shell');
  const environment = useEnvironment();
  const base = `/${environment}`;
  const path = useRouterState({ select: (state) => state.location.pathname.replace(/^\/console/, '') });
  return PLACES.map(({ group, places }) => (
    <Box key={group ?? places[0]?.name} mb="sm" role="group" aria-label={group ? t(group) : undefined}>
      {group && <Text size="xs" fw={600} c="dimmed" px="sm" py={4}>{t(group)}</Text>}
      {places.map((place) => {
        const target = place.path === '/' ? base : base + place.path;
        const section = place.path.startsWith('/settings') ? `${base}/settings` : target;
        const active = place.path === '/' ? path === base || path === `${base}/` : path.startsWith(section);
        return (
          <NavLink
            key={place.name}
            renderRoot={(props) => <Link to={target} activeOptions={{ exact: place.path === '/' }} {...props} />}
            label={t(place.name)}
            leftSection={<place.icon size={18} stroke={1.6} aria-hidden />}
            active={active}
            aria-current={active ? 'page' : undefined}
            className={classes.place}
            onClick={onChosen}
          />
        );
      })}
    </Box>
  ));
}

/** A session that ended elsewhere leads to the sign-in page, and from there back here. */
function useSignInWhenOver() {
  const navigate = useNavigate();
  useEffect(
    () =>
      onSignedOut(() => {
        const to = window.location.pathname + window.location.search;
        queries.setQueryData(sessionQuery.queryKey, null);
        void navigate({ to: '/sign-in', search: { to } });
      }),
    [navigate],
  );
}
