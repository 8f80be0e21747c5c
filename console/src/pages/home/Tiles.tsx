import { Anchor, Card, SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { Explained } from '../../ui/Explained';
import { duration } from '../../ui/TimeText';
import { failedOf, type Figures, number, openOf, percent } from './figures';

/** The numbers of the period, each with what it means, most with the list behind it. */
export function Tiles({ figures }: { figures: Figures }) {
  const { t } = useTranslation('home');
  const environment = useEnvironment();
  const start = figures.from;
  const time = (millis: number | null) => (millis === null ? '–' : duration(millis));
  const runs = (text: string, status?: string) => (
    <Anchor inherit c="inherit" renderRoot={(props) => <Link to="/$environment/logs/executions" params={{ environment }} search={{ status, start_date: start }} {...props} />}>
      {text}
    </Anchor>
  );
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="md">
      <Tile name="events" note={figures.duplicates > 0 ? t('duplicates', { count: figures.duplicates }) : undefined}>
        <Anchor inherit c="inherit" renderRoot={(props) => <Link to="/$environment/logs/events" params={{ environment }} search={{ start_date: start }} {...props} />}>
          {number(figures.events)}
        </Anchor>
      </Tile>
      <Tile name="executions" note={openOf(figures) > 0 ? t('open', { count: openOf(figures) }) : undefined}>{runs(number(figures.executions))}</Tile>
      <Tile name="failed">{runs(number(failedOf(figures)), 'ERRORED,TIMED_OUT,TERMINATED')}</Tile>
      <Tile name="successRate">{figures.success_rate === null ? '–' : percent(figures.success_rate)}</Tile>
      <Tile name="p50">{time(figures.p50_ms)}</Tile>
      <Tile name="p99">{time(figures.p99_ms)}</Tile>
    </SimpleGrid>
  );
}

function Tile({ name, note, children }: { name: string; note?: string; children: ReactNode }) {
  const { t } = useTranslation('home');
  return (
    <Card withBorder padding="sm" component="section" aria-label={t(`tiles.${name}`)}>
      <Explained text={t(`explained.${name}`)}>
        <Text span size="sm" c="dimmed">{t(`tiles.${name}`)}</Text>
      </Explained>
      <Text fz={26} fw={600} lh={1.25} style={{ fontVariantNumeric: 'tabular-nums' }}>{children}</Text>
      {note && <Text size="xs" c="dimmed">{note}</Text>}
    </Card>
  );
}
