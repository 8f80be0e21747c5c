import { Button, Checkbox, Grid, Group, PasswordInput, SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiFailure } from '../../api/failure';
import { AppPicker } from '../../ui/AppPicker';
import { FailureAlert } from '../../ui/FailureAlert';
import { type HeaderRow, HeaderRows } from '../../ui/HeaderRows';
import { Section } from '../../ui/Section';
import { WorkflowsPicker } from '../../ui/WorkflowPicker';
import { BodyTemplate } from './BodyTemplate';
import { NOTICES, notice, type Webhook, type WebhookInput } from './data';
import { headerObject, headerRows } from './headers';

const METHODS = ['POST', 'PUT', 'PATCH'] as const;
const TYPES = ['default', 'slack', 'custom'] as const;
const FIELDS = ['webhook_url', 'webhook_events', 'webhook_body', 'webhook_headers', 'workflow_ids', 'method', 'description', 'signing_api_key'] as const;
type Field = (typeof FIELDS)[number];
type Errors = Partial<Record<Field, string>>;

export interface WebhookDraft {
  url: string;
  events: string[];
  app: string | null;
  workflows: string[];
  method: (typeof METHODS)[number];
  type: (typeof TYPES)[number];
  body: string;
  headers: HeaderRow[];
  description: string;
  signingKey: string;
}

export const BLANK: WebhookDraft = {
  url: '', events: [], app: null, workflows: [], method: 'POST', type: 'default', body: '{\n  "event": {{event}}\n}', headers: [], description: '', signingKey: '',
};

export function draftOf(webhook: Webhook): WebhookDraft {
  const body = webhook.webhook_body;
  return {
    url: webhook.webhook_url,
    events: webhook.webhook_events.map(notice),
    app: webhook.slug ?? null,
    workflows: webhook.workflow_ids ?? [],
    method: webhook.method,
    type: webhook.webhook_type,
    body: webhook.webhook_type !== 'custom' ? BLANK.body : typeof body === 'string' ? body : JSON.stringify(body, null, 2),
    headers: headerRows(webhook.webhook_headers),
    description: webhook.description ?? '',
    signingKey: '',
  };
}

export function inputOf(draft: WebhookDraft): WebhookInput {
  return {
    webhook_url: draft.url.trim(),
    webhook_events: draft.events,
    slug: draft.app,
    workflow_ids: draft.workflows,
    method: draft.method,
    webhook_type: draft.type,
    ...(draft.type === 'custom' ? { webhook_body: draft.body } : {}),
    webhook_headers: headerObject(draft.headers),
    description: draft.description.trim() || null,
    ...(draft.signingKey ? { signing_api_key: draft.signingKey } : {}),
  };
}

interface Props {
  initial: WebhookDraft;
  action: string;
  isPending: boolean;
  failure: unknown;
  onSubmit: (input: WebhookInput) => void;
  more?: ReactNode;
  readOnly?: boolean;
}

/** Where a webhook sends, what, and in which words. */
export function WebhookForm({ initial, action, isPending, failure, onSubmit, more, readOnly }: Props) {
  const { t } = useTranslation('webhooks');
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<WebhookDraft>) => setDraft({ ...draft, ...part });
  // What was changed since is not known to be wrong any more.
  const [refused, setRefused] = useState(initial);
  const fields = unchanged(fieldsOf(failure), refused, draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(draft);
    onSubmit(inputOf(draft));
  };
  return (
    <form onSubmit={submit} noValidate>
      <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="lg">
          <Section title={t('where')}>
            <Stack gap="md">
              <Group align="flex-start">
                <Select label={t('method')} data={[...METHODS]} value={draft.method} onChange={(method) => change({ method: METHODS.find((known) => known === method) ?? 'POST' })} allowDeselect={false} w={110} />
                <TextInput
                  label={t('url')}
                  type="url"
                  required
                  placeholder="https://example.com/zaffre"
                  value={draft.url}
                  onChange={(event) => change({ url: event.currentTarget.value })}
                  error={fields.webhook_url}
                  flex="1 1 240px"
                />
              </Group>
              <TextInput label={t('descriptionField')} value={draft.description} onChange={(event) => change({ description: event.currentTarget.value })} error={fields.description} />
              <HeaderRows label={t('headers')} description={t('headersHint')} placeholder="x-team" rows={draft.headers} onChange={(headers) => change({ headers })} error={fields.webhook_headers} />
            </Stack>
          </Section>
          <Section title={t('what')} description={t('whatHint')}>
            <Stack gap="md">
              <Checkbox.Group label={t('events')} required value={draft.events} onChange={(events) => change({ events })} error={fields.webhook_events}>
                <Grid gutter="xs" mt={6}>
                  {NOTICES.map((event) => (
                    <Grid.Col key={event} span={{ base: 12, xs: 6, md: 4 }}><Checkbox value={event} label={event} /></Grid.Col>
                  ))}
                </Grid>
              </Checkbox.Group>
              <Group align="flex-start">
                <AppPicker label={t('app')} description={t('appHint')} value={draft.app} onChange={(app) => change({ app })} w={280} />
                <WorkflowsPicker label={t('workflows')} description={t('workflowsHint')} value={draft.workflows} onChange={(workflows) => change({ workflows })} error={fields.workflow_ids} w={360} />
              </Group>
            </Stack>
          </Section>
          <Section title={t('body')} description={t(`bodyHints.${draft.type}`)}>
            <SegmentedControl
              w="fit-content"
              maw="100%"
              mb="md"
              aria-label={t('body')}
              data={TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
              value={draft.type}
              onChange={(type) => change({ type: TYPES.find((known) => known === type) ?? 'default' })}
            />
            <BodyTemplate draft={draft} error={fields.webhook_body}>
              <Textarea
                label={t('template')}
                autosize
                minRows={6}
                maxRows={20}
                spellCheck={false}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
                value={draft.body}
                onChange={(event) => change({ body: event.currentTarget.value })}
                error={fields.webhook_body}
              />
            </BodyTemplate>
          </Section>
          <Section title={t('signature')} description={t('signatureHint')}>
            <PasswordInput
              label={t('signingKey')}
              description={t('signingKeyHint')}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('revealKey') }}
              value={draft.signingKey}
              onChange={(event) => change({ signingKey: event.currentTarget.value.trim() })}
              error={fields.signing_api_key}
              maw={420}
            />
          </Section>
          <FailureAlert failure={failure} title={t('notSaved')} />
          {!readOnly && (
            <Group justify="flex-end">
              {more}
              <Button type="submit" loading={isPending}>{action}</Button>
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

const PARTS: Record<Field, keyof WebhookDraft> = {
  webhook_url: 'url',
  webhook_events: 'events',
  webhook_body: 'body',
  webhook_headers: 'headers',
  workflow_ids: 'workflows',
  method: 'method',
  description: 'description',
  signing_api_key: 'signingKey',
};

function unchanged(errors: Errors, before: WebhookDraft, now: WebhookDraft): Errors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => before[PARTS[field as Field]] === now[PARTS[field as Field]]));
}

/** The server's messages begin with the name of the field; an unknown event has a code of its own. */
function fieldsOf(failure: unknown): Errors {
  if (!(failure instanceof ApiFailure)) return {};
  if (failure.code === 'INVALID_EVENT') return { webhook_events: failure.message };
  const field = FIELDS.find((name) => failure.message.startsWith(name));
  return field ? { [field]: failure.message } : {};
}
