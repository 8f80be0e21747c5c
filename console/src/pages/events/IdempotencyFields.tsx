import { Group, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema';
import { Explained } from '../../ui/Explained';
import { Section } from '../../ui/Section';

type Idempotency = components['schemas']['EventIdempotency'];
const SOURCES = ['none', 'header', 'payload'] as const;
const USUAL_SECONDS = 300;
const MOST_SECONDS = 30 * 24 * 3600;

export interface IdempotencyDraft {
  source: (typeof SOURCES)[number];
  key: string;
  seconds: number;
}

export const NO_IDEMPOTENCY: IdempotencyDraft = { source: 'none', key: '', seconds: USUAL_SECONDS };

export function draftIdempotency(stored: Idempotency | null | undefined): IdempotencyDraft {
  return stored ? { source: stored.source, key: stored.key, seconds: stored.window_seconds ?? USUAL_SECONDS } : NO_IDEMPOTENCY;
}

export function readIdempotency(draft: IdempotencyDraft): Idempotency | null {
  return draft.source === 'none' ? null : { source: draft.source, key: draft.key.trim(), window_seconds: draft.seconds };
}

/** By what a repeated event is known, and for how long. */
export function IdempotencyFields({ value, onChange, error }: { value: IdempotencyDraft; onChange: (value: IdempotencyDraft) => void; error?: string }) {
  const { t } = useTranslation('events');
  return (
    <Section
      title={<Explained text={t('idempotencyExplained')}>{t('idempotency')}</Explained>}
      description={t(`idempotencyHints.${value.source}`)}
    >
      <SegmentedControl
        w="fit-content"
        maw="100%"
        aria-label={t('idempotency')}
        data={SOURCES.map((source) => ({ value: source, label: t(`idempotencySources.${source}`) }))}
        value={value.source}
        onChange={(source) => onChange({ ...value, source: SOURCES.find((known) => known === source) ?? 'none' })}
      />
      {value.source !== 'none' && (
        <Group mt="md" align="flex-start">
          <TextInput
            label={t(`idempotencyKeys.${value.source}`)}
            placeholder={value.source === 'header' ? 'x-order-id' : 'order.id'}
            required
            value={value.key}
            onChange={(event) => onChange({ ...value, key: event.currentTarget.value })}
            error={error}
          />
          <NumberInput
            label={t('idempotencyWindow')}
            required
            min={1}
            max={MOST_SECONDS}
            allowDecimal={false}
            value={value.seconds}
            onChange={(seconds) => onChange({ ...value, seconds: Number(seconds) || USUAL_SECONDS })}
            hideControls
          />
        </Group>
      )}
    </Section>
  );
}
