import { Anchor, Box, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { type Column, DataTable } from '../../ui/DataTable';
import { Explained } from '../../ui/Explained';
import { Section } from '../../ui/Section';
import { TimeText } from '../../ui/TimeText';
import { type Figures, number, percent } from './figures';

type App = Figures['apps'][number];

/** The busiest apps and those that fail, with the last reason. */
export function Apps({ figures }: { figures: Figures }) {
  const { t } = useTranslation('home');
  const environment = useEnvironment();
  const link = (slug: string, text: string, status?: string) => (
    <Anchor size="sm" renderRoot={(props) => <Link to="/$environment/logs/executions" params={{ environment }} search={{ slug, status, start_date: figures.from }} {...props} />}>
      {text}
    </Anchor>
  );
  const columns: Column<App>[] = [
    { key: 'app', title: t('apps.app'), cell: (app) => link(app.slug, app.name) },
    { key: 'executions', title: t('apps.executions'), align: 'right', cell: (app) => number(app.executions) },
    {
      key: 'failed',
      title: <Explained text={t('explained.failureRate')}>{t('apps.failed')}</Explained>,
      align: 'right',
      cell: (app) =>
        app.failed === 0 ? '0' : link(app.slug, `${number(app.failed)} (${percent(app.failure_rate ?? 0)})`, 'ERRORED,TIMED_OUT,TERMINATED'),
    },
    {
      key: 'reason',
      title: t('apps.lastReason'),
      wide: true,
      cell: (app) => {
        const last = app.last_failure;
        if (!last) return <Text span size="sm" c="dimmed">–</Text>;
        return (
          <Box>
            <Anchor size="sm" lineClamp={2} renderRoot={(props) => <Link to="/$environment/logs/executions/$executionId" params={{ environment, executionId: last.execution_id }} {...props} />}>
              {last.reason ?? t('apps.noReason')}
            </Anchor>
            <TimeText value={last.at} size="xs" c="dimmed" />
          </Box>
        );
      },
    },
  ];
  return (
    <Section title={t('apps.title')}>
      <DataTable caption={t('apps.title')} columns={columns} rows={figures.apps} rowKey={(app) => app.slug} empty={<Text size="sm" c="dimmed">{t('apps.none')}</Text>} />
    </Section>
  );
}
