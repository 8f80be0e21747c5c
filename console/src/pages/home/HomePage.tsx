import { Grid, Group, SegmentedControl, Stack } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { LiveBadge } from '../../live/LiveBadge';
import { useLive } from '../../live/useLive';
import { useThrottled } from '../../live/useThrottled';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { Page } from '../../ui/Page';
import { Apps } from './Apps';
import { Charts } from './Charts';
import { Connections } from './Connections';
import { FirstSteps } from './FirstSteps';
import { Tiles } from './Tiles';
import { PERIODS, type Period } from './figures';

/** Figures are read again at most that often, however much happens. */
const REFRESH_MILLIS = 4000;

export function HomePage() {
  const { t } = useTranslation('home');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const search: { period?: Period } = useSearch({ strict: false });
  const period = search.period ?? '24h';
  const queries = useQueryClient();
  const figures = useQuery({
    queryKey: ['figures', environment, period],
    queryFn: () => call(api.GET('/api/v2/public/figures', { params: { query: { period } } })),
    placeholderData: keepPreviousData,
  });
  const refresh = useThrottled(() => void queries.invalidateQueries({ queryKey: ['figures', environment] }), REFRESH_MILLIS);
  const live = useLive({ query: { events: 'figures' }, onMessage: refresh, onMissed: refresh });
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        <Group gap="sm">
          <LiveBadge state={live} />
          <SegmentedControl
            aria-label={t('period')}
            value={period}
            onChange={(value) => void navigate({ to: '.', search: { period: value as Period } })}
            data={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
          />
        </Group>
      }
    >
      <FailureAlert failure={figures.error} />
      {figures.data && (
        <Stack gap="lg">
          {!figures.data.first_steps.delivery && <FirstSteps steps={figures.data.first_steps} />}
          <Tiles figures={figures.data} />
          <Charts figures={figures.data} />
          <Grid gutter="lg">
            <Grid.Col span={{ base: 12, lg: 7 }}><Apps figures={figures.data} /></Grid.Col>
            <Grid.Col span={{ base: 12, lg: 5 }}><Connections figures={figures.data} /></Grid.Col>
          </Grid>
        </Stack>
      )}
    </Page>
  );
}
