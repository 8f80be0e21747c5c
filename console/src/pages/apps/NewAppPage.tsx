import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { TEMPLATE } from './template';
import { useChecked } from './useDefinition';
import { YamlEditor } from './YamlEditor';

/** A custom app from scratch: its definition as YAML, checked while it is written. */
export function NewAppPage() {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [text, setText] = useState(TEMPLATE);
  const { checked, isCurrent, failure } = useChecked(text);
  const saving = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/application', { body: checked?.definition ?? { slug: '', name: '' } })),
    onSuccess: async (app) => {
      await queries.invalidateQueries({ queryKey: ['apps'] });
      notifyDone(t('definition.created', { name: app.name }));
      await navigate({ to: '/$environment/apps/$slug', params: { environment, slug: app.slug } });
    },
  });
  return (
    <Page title={t('definition.newTitle')} description={t('definition.newHint')} crumbs={[{ label: t('title'), to: `/${environment}/apps` }]}>
      <Stack>
        <YamlEditor label={t('definition.label')} value={text} onChange={setText} problems={checked?.problems ?? []} />
        <Verdict checked={checked} isCurrent={isCurrent} />
        <FailureAlert failure={failure ?? saving.error} />
        <Group>
          <Button disabled={!isCurrent || !checked?.valid} loading={saving.isPending} onClick={() => saving.mutate()}>{t('definition.create')}</Button>
        </Group>
      </Stack>
    </Page>
  );
}

export function Verdict({ checked, isCurrent }: { checked: ReturnType<typeof useChecked>['checked']; isCurrent: boolean }) {
  const { t } = useTranslation('apps');
  if (!checked || !isCurrent) return <Text size="sm" c="dimmed">{t('definition.checking')}</Text>;
  return (
    <Group gap="xs" role="status">
      {checked.valid ? (
        <>
          <Badge color="teal" variant="light" tt="none">{t('definition.valid')}</Badge>
          <Text size="sm">{t('actions', { count: checked.app?.actions_count ?? 0 })}</Text>
        </>
      ) : (
        <Badge color="red" variant="light" tt="none">{t('definition.problems', { count: checked.problems.length })}</Badge>
      )}
    </Group>
  );
}
