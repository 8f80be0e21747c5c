import { Checkbox, Code, Group, PasswordInput, Stack, Tabs, Text, TextInput, Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEnvironment } from '../../shell/routes';
import { CodeBlock } from '../../ui/CodeBlock';
import { CopyButton } from '../../ui/CopyButton';
import { FailureAlert } from '../../ui/FailureAlert';
import { Section } from '../../ui/Section';
import { type EventType, eventDraft, shownSample } from './data';
import { PayloadTree } from './PayloadTree';
import { eventRequest, LANGUAGES, snippet } from './snippets';

/** Address, payload and requests to copy. An API key is never known here: who wants it in the request pastes it, and it is forgotten with the page. */
export function HowToTrigger({ event }: { event: EventType }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const url = `${window.location.origin}/api/v2/public/event`;
  const schema = event.schema_origin === 'given' ? JSON.stringify(event.json_schema) : '';
  const draft = useQuery(eventDraft(environment, event.raw_response, schema));
  return (
    <Section title={t('howTo')} description={t('howToHint')}>
      <Stack gap="lg">
        <Group gap={6} wrap="nowrap">
          <Code fw={600} style={{ flexShrink: 0 }}>POST</Code>
          <Code style={{ overflowWrap: 'anywhere' }}>{url}</Code>
          <CopyButton value={url} what={t('theUrl')} />
        </Group>
        <Stack gap={4}>
          <Text size="sm" fw={600}>{t('payload')}</Text>
          <FailureAlert failure={draft.error} />
          {draft.data && <PayloadTree variables={draft.data.variables} label={t('payload')} />}
        </Stack>
        <Requests event={event} />
      </Stack>
    </Section>
  );
}

function Requests({ event }: { event: EventType }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const [shown, setShown] = useState(false);
  const [apiKey, setApiKey] = useState('');
  const [account, setAccount] = useState('');
  const request = eventRequest({
    base: window.location.origin,
    event: event.name,
    payload: shownSample(event.raw_response),
    account: (shown && account) || '<linked_account_id>',
    apiKey: (shown && apiKey) || '<api-key>',
  });
  return (
    <Stack gap="sm">
      <Checkbox label={t('showCredentials')} checked={shown} onChange={(change) => setShown(change.currentTarget.checked)} />
      {shown && (
        <>
          <Group align="flex-end">
            <PasswordInput
              label={t('apiKey')}
              value={apiKey}
              onChange={(change) => setApiKey(change.currentTarget.value.trim())}
              autoComplete="off"
              visibilityToggleButtonProps={{ 'aria-label': t('revealKey') }}
              flex="1 1 260px"
            />
            <TextInput label={t('account')} value={account} onChange={(change) => setAccount(change.currentTarget.value)} flex="1 1 180px" />
          </Group>
          <Text size="xs" c="dimmed">
            {t('keyHint')}{' '}
            <Anchor size="xs" underline="always" renderRoot={(props) => <Link to="/$environment/developer/setup" params={{ environment }} {...props} />}>{t('toSetup')}</Anchor>
          </Text>
        </>
      )}
      <Tabs defaultValue="curl" keepMounted={false}>
        <Tabs.List aria-label={t('languages')}>
          {LANGUAGES.map((language) => (
            <Tabs.Tab key={language} value={language}>{t(`language.${language}`)}</Tabs.Tab>
          ))}
        </Tabs.List>
        {LANGUAGES.map((language) => (
          <Tabs.Panel key={language} value={language} pt="sm">
            <CodeBlock text={snippet(language, request)} what={t('snippet', { language: t(`language.${language}`) })} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
