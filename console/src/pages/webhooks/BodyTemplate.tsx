import { Code, Grid, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { CodeBlock } from '../../ui/CodeBlock';
import { FailureAlert } from '../../ui/FailureAlert';
import { NOTICES } from './data';
import type { WebhookDraft } from './WebhookForm';

const PAUSE_MILLIS = 300;

/** The template, when there is one, beside what would be sent: for a sample of each event, as the server makes it. */
export function BodyTemplate({ draft, error, children }: { draft: WebhookDraft; error?: string; children: ReactNode }) {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const [event, setEvent] = useState<string | null>(null);
  const shown = event ?? draft.events[0] ?? NOTICES[0];
  const body = { event: shown, webhook_type: draft.type, slug: draft.app, ...(draft.type === 'custom' ? { webhook_body: draft.body } : {}) };
  const [asked] = useDebouncedValue(JSON.stringify(body), PAUSE_MILLIS);
  const preview = useQuery({
    queryKey: ['webhook-preview', environment, asked],
    queryFn: () => call(api.POST('/api/v2/public/webhook/preview', { body: JSON.parse(asked) as typeof body })),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isCustom = draft.type === 'custom';
  return (
    <Grid gutter="lg">
      {isCustom && (
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack gap="xs">
            {children}
            <Text size="xs" c="dimmed">{t('templateRoots')}</Text>
            <Group gap={6}>
              {['{{event}}', '{{event.status}}', '{{event.error}}', '{{workflow_response}}', '{{linked_account_name}}'].map((root) => (
                <Code key={root}>{root}</Code>
              ))}
            </Group>
          </Stack>
        </Grid.Col>
      )}
      <Grid.Col span={{ base: 12, md: isCustom ? 6 : 12 }}>
        <Stack gap="xs">
          <Select label={t('previewOf')} data={[...NOTICES]} value={shown} onChange={setEvent} allowDeselect={false} maw={260} />
          {preview.error && !error ? (
            <FailureAlert failure={preview.error} title={t('noPreview')} />
          ) : (
            preview.data && (
              <>
                <CodeBlock text={laidOut(preview.data.body)} what={t('preview')} maxHeight={300} />
                <Text size="xs" c="dimmed">{preview.data.content_type}</Text>
              </>
            )
          )}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
