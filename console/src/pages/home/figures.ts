import i18next from 'i18next';
import type { components } from '../../api/schema';

export type Figures = components['schemas']['Figures'];
export type Bucket = Figures['buckets'][number];

export const PERIODS = ['24h', '7d', '30d'] as const;
export type Period = (typeof PERIODS)[number];

const FAILURES = ['ERRORED', 'TIMED_OUT', 'TERMINATED'];
const OPEN = ['QUEUED', 'RUNNING', 'WAITING', 'STOPPING'];

function sum(statuses: Record<string, number>, wanted: string[]): number {
  return wanted.reduce((all, status) => all + (statuses[status] ?? 0), 0);
}

export const failedOf = (numbers: { by_status: Record<string, number> }) => sum(numbers.by_status, FAILURES);
export const openOf = (numbers: { by_status: Record<string, number> }) => sum(numbers.by_status, OPEN);

export function number(value: number): string {
  return new Intl.NumberFormat(i18next.language).format(value);
}

/** "99.2 %"; never 100 % while something failed. */
export function percent(part: number): string {
  const shown = part < 1 ? Math.min(part, 0.9999) : part;
  return new Intl.NumberFormat(i18next.language, { style: 'percent', maximumFractionDigits: shown > 0.99 && shown < 1 ? 2 : 1 }).format(shown);
}

/** The beginning of a bucket, as short as its length allows. */
export function bucketName(bucket: Bucket, seconds: number): string {
  const options: Intl.DateTimeFormatOptions =
    seconds < 86_400 ? { weekday: 'short', hour: '2-digit', minute: '2-digit' } : { month: 'short', day: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(i18next.language, options).format(new Date(bucket.start));
}
