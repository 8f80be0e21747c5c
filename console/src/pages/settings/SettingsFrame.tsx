import { Button, Group } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { Page } from '../../ui/Page';

const PARTS = ['profile', 'organization', 'users', 'portal'] as const;
export type SettingsPart = (typeof PARTS)[number];

/** The pages of the settings, and the way between them. */
export function SettingsFrame({ part, actions, children }: { part: SettingsPart; actions?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('settings');
  const environment = useEnvironment();
  const isAdmin = useCan('ADMIN');
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <Page title={t(`${part}.title`)} description={t(`${part}.description`)} actions={actions}>
      <Group component="nav" gap="xs" aria-label={t('parts')}>
        {PARTS.filter((one) => isAdmin || one !== 'users').map((one) => {
          const isHere = path.endsWith(`/settings/${one}`);
          return (
            <Button
              key={one}
              size="xs"
              variant={isHere ? 'light' : 'subtle'}
              color={isHere ? undefined : 'gray'}
              aria-current={isHere ? 'page' : undefined}
              renderRoot={(props) => <Link to={`/$environment/settings/${one}`} params={{ environment }} {...props} />}
            >
              {t(`${one}.tab`)}
            </Button>
          );
        })}
      </Group>
      {children}
    </Page>
  );
}
