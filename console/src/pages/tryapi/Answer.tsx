import { Badge, Group, List, Stack, Table, Tabs, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CodeBlock } from '../../ui/CodeBlock';
import { ExecutionsFollowed } from '../../ui/ExecutionsFollowed';
import { Section } from '../../ui/Section';
import { duration } from '../../ui/TimeText';
import { curl, type SentRequest } from '../events/snippets';
import { executionsIn, skippedIn, type Tried } from './request';

/** The request as curl; after it was sent, the answer, and the executions that it started, as they go on. */
export function Answer({ request, tried, account }: { request: SentRequest; tried: Tried | undefined; account: string }) {
  const { t } = useTranslation('tryapi');
  const sent = tried?.request ?? request;
  const executions = executionsIn(tried?.body);
  const skipped = skippedIn(tried?.body);
  return (
    <Stack gap="lg">
      {tried && (
        <Section
          title={t('response')}
          actions={
            <Group gap={8} role="status">
              <Badge color={tried.status < 300 ? 'teal' : 'red'} variant="light" tt="none">{`${tried.status} ${tried.statusText}`.trim()}</Badge>
              <Text size="sm" c="dimmed">{duration(tried.tookMillis)}</Text>
            </Group>
          }
        >
          <Tabs defaultValue="body" keepMounted={false}>
            <Tabs.List aria-label={t('partsOfAnswer')}>
              <Tabs.Tab value="body">{t('body')}</Tabs.Tab>
              <Tabs.Tab value="headers">{t('headers')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="body" pt="sm">
              <CodeBlock text={tried.body === undefined ? tried.text : JSON.stringify(tried.body, null, 2)} what={t('responseBody')} />
            </Tabs.Panel>
            <Tabs.Panel value="headers" pt="sm">
              <Table layout="fixed">
                <Table.Thead className="visually-hidden"><Table.Tr><Table.Th scope="col">{t('headerName')}</Table.Th><Table.Th scope="col">{t('headerValue')}</Table.Th></Table.Tr></Table.Thead>
                <Table.Tbody>
                  {tried.headers.map(([name, value]) => (
                    <Table.Tr key={name}><Table.Td>{name}</Table.Td><Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td></Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Tabs.Panel>
          </Tabs>
        </Section>
      )}
      {tried && (executions.length > 0 || skipped.length > 0) && (
        <Section title={t('executions')} description={t('executionsHint')}>
          <ExecutionsFollowed key={executions.join()} ids={executions} account={account} label={t('executions')} />
          {skipped.length > 0 && (
            <>
              <Text size="sm" fw={600} mt="sm">{t('skipped')}</Text>
              <List size="sm" aria-label={t('skipped')}>{skipped.map((message, index) => <List.Item key={index}>{message}</List.Item>)}</List>
            </>
          )}
        </Section>
      )}
      <Section title={t('request')} description={t(tried ? 'requestSent' : 'requestHint')}>
        <CodeBlock text={curl(sent)} what={t('request')} />
      </Section>
    </Stack>
  );
}
