import { Button, Group, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { Verdict } from './NewAppPage';
import type { App } from './types';
import { useChecked } from './useDefinition';
import { YamlEditor } from './YamlEditor';

/** A custom app's definition: read, change, take the change back, delete the app. */
export default function DefinitionTab({ app }: { app: App }) {
  const environment = useEnvironment();
  const definition = useQuery({
    queryKey: ['app-definition', environment, app.slug],
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/definition', { params: { path: { slug: app.slug } } })),
    staleTime: 0,
  });
  return (
    <Stack>
      <FailureAlert failure={definition.error} />
      {definition.data && <Editor key={definition.data.text} app={app} stored={definition.data.text} />}
    </Stack>
  );
}

function Editor({ app, stored }: { app: App; stored: string }) {
  const { t } = useTranslation('apps');
  const queries = useQueryClient();
  const mayChange = useCan('DEVELOPER');
  const [text, setText] = useState(stored);
  const { checked, isCurrent, failure } = useChecked(text, app.slug);
  const saving = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/public/application/{slug}', { params: { path: { slug: app.slug } }, body: checked?.definition ?? { slug: app.slug, name: app.name } })),
    onSuccess: async () => {
      await Promise.all(['apps', 'app-actions', 'app-definition', 'app-settings'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      notifyDone(t('saved'));
    },
  });
  return (
    <Stack>
      <YamlEditor label={t('definition.label')} value={text} onChange={mayChange ? setText : undefined} problems={checked?.problems ?? []} />
      <Verdict checked={checked} isCurrent={isCurrent} />
      <FailureAlert failure={failure ?? saving.error} />
      {mayChange && (
        <Group>
          <Button disabled={!isCurrent || !checked?.valid || text === stored} loading={saving.isPending} onClick={() => saving.mutate()}>{t('definition.save')}</Button>
          {text !== stored && <Button variant="subtle" onClick={() => setText(stored)}>{t('definition.revert')}</Button>}
        </Group>
      )}
      {mayChange && <Deletion app={app} />}
    </Stack>
  );
}

function Deletion({ app }: { app: App }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const deleting = useMutation({
    mutationFn: () => call(api.DELETE('/api/v2/public/application/{slug}', { params: { path: { slug: app.slug } } })),
    onSuccess: async () => {
      await navigate({ to: '/$environment/apps', params: { environment } });
      await queries.invalidateQueries({ queryKey: ['apps'] });
      notifyDone(t('definition.deleted', { name: app.name }));
    },
  });
  return (
    <Section title={t('definition.delete')} description={t('definition.deleteHint')}>
      <Button color="red" variant="light" onClick={() => setAsked(true)}>{t('definition.delete')}</Button>
      <ConfirmDialog
        opened={asked}
        onClose={() => {
          setAsked(false);
          deleting.reset();
        }}
        title={t('definition.deleteTitle', { name: app.name })}
        action={t('definition.delete')}
        typed={app.slug}
        isPending={deleting.isPending}
        failure={deleting.error}
        onConfirm={() => deleting.mutate()}
      >
        {t('definition.deleteSure')}
      </ConfirmDialog>
    </Section>
  );
}
