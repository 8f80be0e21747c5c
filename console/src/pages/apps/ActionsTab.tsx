import { Anchor, Box, Grid, NavLink, ScrollArea, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { FailureAlert } from '../../ui/FailureAlert';
import { SearchBox } from '../../ui/SearchBox';
import { Section } from '../../ui/Section';
import type { AppSearch } from './routes';
import { TryAction } from './TryAction';
import type { Action, ActionField, App } from './types';

/** An app may have 500 actions: more than these are found by searching. */
const SHOWN = 60;

/** What the app can do: every action with its fields, and a form that does it now. */
export function ActionsTab({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const { action: wanted } = useSearch({ strict: false }) as AppSearch;
  const [search, setSearch] = useState('');
  const actions = useQuery({
    queryKey: ['app-actions', environment, app.slug],
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/actions', { params: { path: { slug: app.slug } } })),
  });
  const all = actions.data ?? [];
  const text = search.toLowerCase().trim();
  const fitting = all.filter((action) => [action.name, action.action_id, action.description, action.tag].some((said) => said.toLowerCase().includes(text)));
  const chosen = all.find((action) => action.action_id === wanted) ?? all[0];
  return (
    <Grid gutter="lg">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack gap="xs">
          <FailureAlert failure={actions.error} />
          <SearchBox label={t('actionsTab.search')} value="" onSearch={setSearch} w="100%" />
          <Text size="xs" c="dimmed" role="status">{t('actions', { count: fitting.length })}</Text>
          <ScrollArea.Autosize mah={{ base: 260, md: 620 }} type="auto">
            <Box component="nav" aria-label={t('tab.actions')}>
              {fitting.slice(0, SHOWN).map((action) => (
                <NavLink
                  key={action.action_id}
                  renderRoot={(props) => <Link to="/$environment/apps/$slug/$tab" params={{ environment, slug: app.slug, tab: 'actions' }} search={{ action: action.action_id }} {...props} />}
                  label={action.name}
                  description={action.tag}
                  active={action === chosen}
                  aria-current={action === chosen ? 'true' : undefined}
                />
              ))}
            </Box>
          </ScrollArea.Autosize>
          {fitting.length > SHOWN && <Text size="xs" c="dimmed">{t('actionsTab.more', { count: fitting.length - SHOWN })}</Text>}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>{chosen && <ActionDetail key={chosen.action_id} app={app} action={chosen} />}</Grid.Col>
    </Grid>
  );
}

function ActionDetail({ app, action }: { app: App; action: Action }) {
  const { t } = useTranslation('apps');
  const mayTry = useCan('DEVELOPER');
  return (
    <Stack gap="lg">
      <div>
        <Title order={2}>{action.name}</Title>
        <Text size="sm" c="dimmed">{action.description}</Text>
        <Text size="xs" c="dimmed" ff="monospace" mt={4}>{action.action_id}</Text>
        {app.docs_url && <Anchor size="sm" href={app.docs_url} target="_blank" rel="noopener noreferrer">{t('docs')}</Anchor>}
      </div>
      <Section title={t('actionsTab.fields')}>
        {action.fields.length === 0 ? <Text size="sm" c="dimmed">{t('actionsTab.noFields')}</Text> : <FieldTable fields={action.fields} />}
      </Section>
      {mayTry && <TryAction app={app} action={action} />}
    </Stack>
  );
}

function FieldTable({ fields }: { fields: ActionField[] }) {
  const { t } = useTranslation('apps');
  return (
    <Table.ScrollContainer minWidth={360} type="native" tabIndex={0} role="region" aria-label={t('actionsTab.fields')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('field')}</Table.Th>
            <Table.Th scope="col">{t('type')}</Table.Th>
            <Table.Th scope="col">{t('help')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {flat(fields, '').map(({ path, field }) => (
            <Table.Tr key={path}>
              <Table.Td>
                <Text size="sm">{field.label}{field.required && <Text span c="red" aria-label={t('isRequired')}> *</Text>}</Text>
                <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{path}</Text>
              </Table.Td>
              <Table.Td>
                <Text size="xs" ff="monospace">{field.type}</Text>
              </Table.Td>
              <Table.Td><Text size="sm" c="dimmed">{field.help_text || (field.options ?? []).map((option) => option.name).join(', ') || '–'}</Text></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Members of objects follow them, by their dotted path. */
function flat(fields: ActionField[], before: string): { path: string; field: ActionField }[] {
  return fields.flatMap((field) => {
    const path = before + field.name;
    return [{ path, field }, ...flat(field.fields ?? [], `${path}.`)];
  });
}
