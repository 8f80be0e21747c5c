import { Button, Grid, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure';
import type { components } from '../../api/schema';
import { Explained } from '../../ui/Explained';
import { FailureAlert } from '../../ui/FailureAlert';
import { JsonEditor } from '../../ui/json/JsonEditor';
import { Section } from '../../ui/Section';
import { IdempotencyFields, type IdempotencyDraft, readIdempotency } from './IdempotencyFields';
import { SchemaSection } from './SchemaSection';
import { useSchemaDraft } from './useSchemaDraft';

export type EventInput = components['schemas']['EventTypeInput'];
const VALIDATIONS = ['off', 'warn', 'strict'] as const;

export interface EventDraft {
  name: string;
  sample: string;
  /** Empty: inferred from the sample. */
  schema: string;
  validation: (typeof VALIDATIONS)[number];
  idempotency: IdempotencyDraft;
}

interface Props {
  initial: EventDraft;
  action: string;
  isPending: boolean;
  failure: unknown;
  onSubmit: (input: EventInput) => void;
  /** Beside the button that saves. */
  more?: ReactNode;
  /** Told of every change, for what is shown besides. */
  onDraft?: (draft: EventDraft) => void;
}

/** Name, sample, what it means, and how events of this type are taken. */
export function EventForm({ initial, action, isPending, failure, onSubmit, more, onDraft }: Props) {
  const { t } = useTranslation('events');
  const [draft, setDraft] = useState(initial);
  const [missingName, setMissingName] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const server = useSchemaDraft(draft.sample, draft.schema);
  const change = (part: Partial<EventDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    onDraft?.(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isMissing = draft.name.trim() === '';
    setMissingName(isMissing);
    if (isMissing) nameInput.current?.focus();
    else onSubmit(inputOf(draft));
  };
  const fields = fieldsOf(failure);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Section>
          <TextInput
            ref={nameInput}
            label={t('name')}
            description={t('nameHint')}
            required
            maxLength={128}
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
            error={missingName && draft.name.trim() === '' ? t('nameMissing') : fields.name}
          />
        </Section>
        <Grid gutter="lg">
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Section title={t('sampleTitle')} description={t('sampleHint')}>
              <JsonEditor
                label={t('sample')}
                required
                value={draft.sample}
                onChange={(sample) => change({ sample })}
                problems={server.problems('response')}
                error={fields.response}
                minHeight={300}
                maxHeight={520}
              />
            </Section>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <SchemaSection
              answer={server.answer}
              failure={server.failure}
              schema={draft.schema}
              onSchema={(schema) => change({ schema })}
              problems={server.problems('json_schema')}
              error={fields.json_schema}
            />
          </Grid.Col>
        </Grid>
        <Section title={<Explained text={t('validationExplained')}>{t('validation')}</Explained>}>
          <SegmentedControl
            w="fit-content"
            aria-label={t('validation')}
            data={VALIDATIONS.map((value) => ({ value, label: t(`validations.${value}`) }))}
            value={draft.validation}
            onChange={(value) => change({ validation: VALIDATIONS.find((known) => known === value) ?? 'warn' })}
          />
          <Text size="sm" c="dimmed" mt="xs">{t(`validationHints.${draft.validation}`)}</Text>
        </Section>
        <IdempotencyFields value={draft.idempotency} onChange={(idempotency) => change({ idempotency })} error={fields.idempotency} />
        <FailureAlert failure={failure} title={t('notSaved')} />
        <Group justify="flex-end">
          {more}
          <Button type="submit" loading={isPending}>{action}</Button>
        </Group>
      </Stack>
    </form>
  );
}

export function inputOf(draft: EventDraft): EventInput {
  const schema = draft.schema.trim();
  return {
    name: draft.name,
    // As text: so every character stays as it was written, and the server says where it is wrong.
    response: draft.sample,
    json_schema: schema === '' ? null : (parsed(schema) as Record<string, never>),
    validation: draft.validation,
    idempotency: readIdempotency(draft.idempotency),
  };
}

/** What cannot be read goes as it is: the server names the field. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The server's messages begin with the name of the field; that a name is taken is a code of its own. */
function fieldsOf(failure: unknown): { name?: string; response?: string; json_schema?: string; idempotency?: string } {
  if (!(failure instanceof ApiFailure)) return {};
  if (failure.code === 'INVALID_EVENT_ID') return { name: failure.message };
  const field = (['name', 'response', 'json_schema', 'idempotency'] as const).find((name) => failure.message.startsWith(name));
  return field ? { [field]: failure.message } : {};
}
