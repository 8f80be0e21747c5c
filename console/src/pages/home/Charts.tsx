import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '../../ui/Section';
import { BarChart } from './BarChart';
import { bucketName, failedOf, type Figures, openOf } from './figures';

export function Charts({ figures }: { figures: Figures }) {
  const { t } = useTranslation('home');
  const names = figures.buckets.map((bucket) => bucketName(bucket, figures.bucket_seconds));
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Section title={t('charts.executions')}>
        <BarChart
          title={t('charts.executions')}
          names={names}
          series={[
            { name: t('series.completed'), tone: 'good', values: figures.buckets.map((bucket) => bucket.by_status['COMPLETED'] ?? 0) },
            { name: t('series.failed'), tone: 'bad', values: figures.buckets.map(failedOf) },
            { name: t('series.open'), tone: 'open', values: figures.buckets.map(openOf) },
          ]}
        />
      </Section>
      <Section title={t('charts.events')}>
        <BarChart
          title={t('charts.events')}
          names={names}
          series={[
            { name: t('series.accepted'), tone: 'calm', values: figures.buckets.map((bucket) => bucket.events) },
            { name: t('series.duplicates'), tone: 'open', values: figures.buckets.map((bucket) => bucket.duplicates) },
          ]}
        />
      </Section>
    </SimpleGrid>
  );
}
