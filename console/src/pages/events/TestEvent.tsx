import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountPicker } from '../../ui/AccountPicker';
import { ExecutionsFollowed } from '../../ui/ExecutionsFollowed';
import { FailureAlert } from '../../ui/FailureAlert';
import { JsonEditor } from '../../ui/json/JsonEditor';
import { readJsonText } from '../../ui/json/jsonText';
import { Section } from '../../ui/Section';
import { eventRequest } from './snippets';
import { sendAs } from './send';
import { type Accepted, type EventType, forgetEvents, shownSample } from './data';

/** Sends a real event for a real account, by the route that a backend uses; it is kept and counted like any other. */
export function TestEvent({ event }: { event: EventType }) {
  const { t } = useTranslation('events');
  const [account, setAccount] = useState<string | null>(null);
  const [payload, setPayload] = useState(shownSample(event.raw_response));
  const [missing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: (to: string) =>
      // As text: the payload goes as it was written, whatever numbers are in it.
      sendAs<Accepted>(eventRequest({ base: '', event: event.name, payload, account: to, apiKey: '' })),
    onSuccess: () => void forgetEvents(),
  });
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    setMissing(account === null);
    if (account !== null && !readJsonText(payload).problem) send.mutate(account);
  };
  return (
    <Section title={t('test')} description={t('testHint')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <AccountPicker label={t('account')} required value={account} onChange={setAccount} error={missing && account === null ? t('accountMissing') : undefined} w={320} />
          <JsonEditor label={t('testPayload')} value={payload} onChange={setPayload} minHeight={120} maxHeight={320} />
          <Group>
            <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={send.isPending}>{t('send')}</Button>
          </Group>
          <FailureAlert failure={send.error} title={t('notAccepted')} />
          {send.data && send.variables && <Outcome key={send.data.event_id} accepted={send.data} account={send.variables} />}
        </Stack>
      </form>
    </Section>
  );
}

/** What the server answered, and what became of it since. */
export function Outcome({ accepted, account }: { accepted: Accepted; account: string }) {
  const { t } = useTranslation('events');
  return (
    <Stack gap="sm" aria-live="polite">
      <Alert color={accepted.duplicate ? 'yellow' : 'teal'} variant="light" title={t(accepted.duplicate ? 'wasDuplicate' : 'wasAccepted')}>
        <Text size="sm">{t('eventId', { id: accepted.event_id })}</Text>
      </Alert>
      {accepted.executions.length > 0 && (
        <Stack gap={4}>
          <Text size="sm" fw={600}>{t('started', { count: accepted.executions.length })}</Text>
          <ExecutionsFollowed account={account} ids={accepted.executions.map((execution) => execution.id)} label={t('executions')} />
        </Stack>
      )}
      {accepted.skipped.length > 0 && (
        <Stack gap={4}>
          <Text size="sm" fw={600}>{t('skipped', { count: accepted.skipped.length })}</Text>
          <List size="sm" spacing={4} aria-label={t('skippedList')}>
            {accepted.skipped.map((one) => (
              <List.Item key={one.workflow_id}>{one.message}</List.Item>
            ))}
          </List>
        </Stack>
      )}
      {accepted.executions.length + accepted.skipped.length === 0 && <Text size="sm" c="dimmed">{t('nobodyListens')}</Text>}
    </Stack>
  );
}
