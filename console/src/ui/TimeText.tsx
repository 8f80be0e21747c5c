import { Text, Tooltip, type TextProps } from '@mantine/core';
import i18next from 'i18next';

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];
/** Further away than this the date itself says more. */
const MOST_DAYS = 6;

/** "3 minutes ago", "in 2 hours"; the date when it is far away. */
export function relativeTime(time: Date, now: Date = new Date()): string {
  const seconds = Math.round((time.getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) > MOST_DAYS * 86_400) return fullTime(time);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(i18next.language, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}

export function fullTime(time: Date): string {
  return new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'medium' }).format(time);
}

/** A time of the server, near ones in words, with the exact time on hover. A dash when there is none. */
export function TimeText({ value, ...props }: { value: string | null | undefined } & TextProps) {
  if (!value) return <Text span size="sm" c="dimmed" {...props}>–</Text>;
  const time = new Date(value);
  return (
    <Tooltip label={fullTime(time)}>
      <Text span size="sm" {...props}>
        <time dateTime={value}>{relativeTime(time)}</time>
      </Text>
    </Tooltip>
  );
}

/** Milliseconds as people say them: "850 ms", "1.2 s", "3 min 4 s". */
export function duration(millis: number): string {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  return `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`;
}
