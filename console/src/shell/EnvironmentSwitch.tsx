import { Box, Select } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from './routes';
import { useSession } from './session';
import classes from './Shell.module.css';

/** Leads to the same place in the other environment; a thing shown there is another one, so what names it is left out. */
export function EnvironmentSwitch() {
  const { t } = useTranslation('shell');
  const environment = useEnvironment();
  const session = useSession();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const choose = (chosen: string | null) => {
    if (!chosen || chosen === environment) return;
    const place = path.replace(/^(\/console)?\/[^/]+/, '').split('/').slice(0, placeDepth(path)).join('/');
    void navigate({ to: `/${chosen}${place}` });
  };
  return (
    <Box className={classes.environment} data-environment={environment}>
      <Select
        aria-label={t('environment')}
        size="xs"
        value={environment}
        onChange={choose}
        allowDeselect={false}
        data={session.environments.map((name) => ({ value: name, label: t(name) }))}
      />
    </Box>
  );
}

/** How many segments of a path name a place of the side bar: `/developer/events/…` two, `/apps/…` one. */
function placeDepth(path: string): number {
  return /^(\/console)?\/[^/]+\/(developer|logs|settings)\//.test(path) ? 3 : 2;
}
