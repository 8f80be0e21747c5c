import { Button, Grid, Group, Stack, Switch, Tabs, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { AccountPicker } from '../../ui/AccountPicker';
import { AppPicker } from '../../ui/AppPicker';
import { EmptyState } from '../../ui/EmptyState';
import { EventPicker } from '../../ui/EventPicker';
import { FailureAlert } from '../../ui/FailureAlert';
import { type HeaderRow, HeaderRows } from '../../ui/HeaderRows';
import { JsonEditor } from '../../ui/json/JsonEditor';
import { Page } from '../../ui/Page';
import { Section } from '../../ui/Section';
import { WorkflowPicker } from '../../ui/WorkflowPicker';
import { Answer } from './Answer';
import { Endpoint } from './Endpoint';
import { eventCall, workflowCall } from './request';
import type { TrySearch } from './routes';
import { eventSample, workflowSample } from './samples';
import { send } from './send';

const EMPTY = '{}';

/** One request, what came back, and what it started. */
export function TryApiPage() {
  const { t } = useTranslation('tryapi');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const canSend = useCan('DEVELOPER');
  const found: TrySearch = useSearch({ strict: false });
  const isWorkflow = found.what === 'workflow';
  const [app, setApp] = useState<string | null>(null);
  const [configId, setConfigId] = useState('');
  const [sync, setSync] = useState(false);
  const [headers, setHeaders] = useState<HeaderRow[]>([]);
  const [payload, setPayload] = useState<{ text: string; isOwn: boolean }>({ text: EMPTY, isOwn: false });
  const [asked, setAsked] = useState(false);
  const change = (part: TrySearch) =>
    void navigate({ to: '/$environment/try-api', params: { environment }, search: { ...found, ...part }, replace: true });

  // What nobody has changed follows what is chosen.
  const eventSampleOf = useQuery({ ...eventSample(environment, found.event ?? ''), enabled: !isWorkflow && found.event !== undefined });
  const workflowSampleOf = useQuery({ ...workflowSample(environment, found.workflow ?? ''), enabled: isWorkflow && found.workflow !== undefined });
  const sample = isWorkflow ? workflowSampleOf.data : eventSampleOf.data;
  useEffect(() => {
    if (sample !== undefined) setPayload((before) => (before.isOwn ? before : { text: sample, isOwn: false }));
  }, [sample]);

  const form = { base: window.location.origin, account: found.account ?? '<linked_account_id>', configId: configId.trim(), headers, payload: payload.text };
  const request = isWorkflow ? workflowCall(form, found.workflow ?? '<workflow_id>', sync) : eventCall(form, found.event ?? '<event>', app);
  const attempt = useMutation({
    mutationFn: send,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['events'] }),
  });
  const target = isWorkflow ? found.workflow : found.event;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (target && found.account) attempt.mutate(request);
  };
  const missing = (is: unknown, key: string) => (asked && !is ? t(key) : undefined);
  if (!canSend) {
    return (
      <Page title={t('title')} description={t('description')}>
        <EmptyState icon={IconSend} title={t('readsOnly')} hint={t('readsOnlyHint')} />
      </Page>
    );
  }
  return (
    <Page title={t('title')} description={t('description')}>
      <Grid gutter="lg">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <form onSubmit={submit} noValidate>
            <Section>
              <Tabs
                value={isWorkflow ? 'workflow' : 'event'}
                onChange={(what) => {
                  setPayload({ text: EMPTY, isOwn: false });
                  attempt.reset();
                  change({ what: what === 'workflow' ? 'workflow' : undefined });
                }}
                keepMounted={false}
              >
                <Tabs.List aria-label={t('what')} mb="md">
                  <Tabs.Tab value="event">{t('event')}</Tabs.Tab>
                  <Tabs.Tab value="workflow">{t('workflow')}</Tabs.Tab>
                </Tabs.List>
                <Endpoint request={request} />
                <Stack gap="md" mt="md">
                  <Tabs.Panel value="event">
                    <Group align="flex-start" grow preventGrowOverflow={false}>
                      <EventPicker label={t('event')} required value={found.event ?? null} onChange={(event) => change({ event: event ?? undefined })} error={missing(found.event, 'eventMissing')} />
                      <AppPicker label={t('app')} description={t('appHint')} value={app} onChange={setApp} />
                    </Group>
                  </Tabs.Panel>
                  <Tabs.Panel value="workflow">
                    <Stack gap="md">
                      <WorkflowPicker label={t('workflow')} required value={found.workflow ?? null} onChange={(workflow) => change({ workflow: workflow ?? undefined })} error={missing(found.workflow, 'workflowMissing')} />
                      <Switch label={t('sync')} description={t('syncHint')} checked={sync} onChange={(event) => setSync(event.currentTarget.checked)} />
                    </Stack>
                  </Tabs.Panel>
                  <Group align="flex-start" grow preventGrowOverflow={false}>
                    <AccountPicker label={t('account')} required value={found.account ?? null} onChange={(account) => change({ account: account ?? undefined })} error={missing(found.account, 'accountMissing')} />
                    <TextInput label={t('config')} placeholder={found.account} value={configId} onChange={(event) => setConfigId(event.currentTarget.value)} />
                  </Group>
                  <HeaderRows label={t('headers')} description={t('headersHint')} placeholder="Idempotency-Key" rows={headers} onChange={setHeaders} />
                  <JsonEditor label={t('payload')} value={payload.text} onChange={(text) => setPayload({ text, isOwn: true })} minHeight={160} maxHeight={380} />
                  <Group justify="flex-end">
                    <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={attempt.isPending}>{t('send')}</Button>
                  </Group>
                </Stack>
              </Tabs>
            </Section>
          </form>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <FailureAlert failure={attempt.error} />
          <Answer request={request} tried={attempt.data} account={found.account ?? ''} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}
