import { Button, FileButton, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { Section } from '../../ui/Section';
import { ImportReportView } from './ImportReportView';
import { OperationPicker } from './OperationPicker';
import type { OpenApiOperations } from './types';

/** A custom app from an OpenAPI document: give it, choose operations, look at the report, import. */
export function OpenApiPage() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const [text, setText] = useState('');
  const [url, setUrl] = useState('');
  const source = url.trim() === '' ? { document: text } : { url: url.trim() };
  const reading = useMutation({ mutationFn: () => call(api.POST('/api/v2/public/application/import-openapi/operations', { body: source })) });
  const restart = () => reading.reset();
  return (
    <Page title={t('openapi.title')} description={t('openapi.description')} crumbs={[{ label: t('title'), to: `/${environment}/apps` }]}>
      <Section title={t('openapi.document')} description={t('openapi.documentHint')}>
        <Stack>
          <Group>
            <FileButton
              accept=".json,.yaml,.yml,application/json,application/yaml"
              inputProps={{ 'aria-label': t('openapi.file') }}
              onChange={(file) => {
                restart();
                setUrl('');
                void file?.text().then(setText);
              }}
            >
              {(props) => <Button variant="default" {...props}>{t('openapi.choose')}</Button>}
            </FileButton>
            <Text size="sm" c="dimmed">{t('openapi.or')}</Text>
          </Group>
          <Textarea
            label={t('openapi.text')}
            autosize
            minRows={5}
            maxRows={12}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={text}
            disabled={url.trim() !== ''}
            onChange={(event) => {
              restart();
              setText(event.currentTarget.value);
            }}
          />
          <TextInput
            label={t('openapi.url')}
            placeholder="https://api.example.com/openapi.json"
            value={url}
            onChange={(event) => {
              restart();
              setUrl(event.currentTarget.value);
            }}
          />
          <FailureAlert failure={reading.error} />
          <Group>
            <Button variant={reading.data ? 'default' : undefined} disabled={text.trim() === '' && url.trim() === ''} loading={reading.isPending} onClick={() => reading.mutate()}>{t('openapi.read')}</Button>
          </Group>
        </Stack>
      </Section>
      {reading.data && <Choosing key={String(reading.submittedAt)} source={source} found={reading.data} />}
    </Page>
  );
}

function Choosing({ source, found }: { source: { document: string } | { url: string }; found: OpenApiOperations }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState(found.title);
  const [slug, setSlug] = useState(found.slug);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(found.operations.slice(0, found.most_actions).map((one) => one.operation)));
  const body = (dry: boolean) => ({ ...source, name: name.trim() || undefined, slug: slug.trim() || undefined, operations: [...chosen], dry_run: dry });
  const checking = useMutation({ mutationFn: () => call(api.POST('/api/v2/public/application/import-openapi', { body: body(true) })) });
  const importing = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/application/import-openapi', { body: body(false) })),
    onSuccess: async (app) => {
      await Promise.all(['apps', 'app-actions', 'app-definition'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      notifyDone(t('openapi.done', { name: app.name, count: app.report.operations_imported }));
      await navigate({ to: '/$environment/apps/$slug/$tab', params: { environment, slug: app.slug, tab: 'actions' } });
    },
  });
  const restart = () => checking.reset();
  return (
    <>
      <Section title={t('openapi.operations')} description={t('openapi.operationsHint', { most: found.most_actions })}>
        <Stack>
          <Group grow preventGrowOverflow={false} align="flex-start">
            <TextInput label={t('openapi.name')} value={name} onChange={(event) => { restart(); setName(event.currentTarget.value); }} />
            <TextInput label={t('openapi.slug')} description={t('openapi.slugHint')} value={slug} onChange={(event) => { restart(); setSlug(event.currentTarget.value); }} />
          </Group>
          <OperationPicker
            found={found}
            chosen={chosen}
            onChange={(next) => {
              restart();
              setChosen(next);
            }}
          />
          <FailureAlert failure={checking.error} />
          <Group>
            <Button variant={checking.data ? 'default' : undefined} disabled={chosen.size === 0} loading={checking.isPending} onClick={() => checking.mutate()}>{t('openapi.check', { count: chosen.size })}</Button>
          </Group>
        </Stack>
      </Section>
      {checking.data && (
        <Section title={t('openapi.report')} description={t('openapi.reportHint')}>
          <Stack>
            <ImportReportView report={checking.data.report} />
            <FailureAlert failure={importing.error} />
            <Group>
              <Button loading={importing.isPending} onClick={() => importing.mutate()}>{t('openapi.import', { name: checking.data.name })}</Button>
            </Group>
          </Stack>
        </Section>
      )}
    </>
  );
}
