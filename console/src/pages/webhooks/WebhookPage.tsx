import { Alert, Button, Group, Menu, Skeleton, Text } from '@mantine/core';
import { IconDots, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { fullTime } from '../../ui/TimeText';
import { forgetWebhooks, type Webhook, type WebhookInput, webhook } from './data';
import { NewSecret } from './NewSecret';
import { TestWebhook } from './TestWebhook';
import { draftOf, WebhookForm } from './WebhookForm';

export function WebhookPage() {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const { webhookId = '' } = useParams({ strict: false });
  const found = useQuery(webhook(environment, webhookId));
  const canWrite = useCan('DEVELOPER');
  return (
    <Page
      title={t('one')}
      description={found.data?.webhook_url}
      crumbs={[{ label: t('title'), to: `/${environment}/developer/webhooks` }]}
      actions={found.data && canWrite && <Actions webhook={found.data} />}
    >
      <FailureAlert failure={found.error} />
      {found.data ? (
        <>
          {!found.data.is_enabled && <Alert color="yellow" variant="light" title={t('isDisabled')}>{found.data.disabled_reason ?? t('isDisabledHint')}</Alert>}
          <TestWebhook webhook={found.data} canWrite={canWrite} />
          <EditForm key={found.data.updatedAt} webhook={found.data} readOnly={!canWrite} />
        </>
      ) : (
        !found.error && <Skeleton height={400} />
      )}
    </Page>
  );
}

function EditForm({ webhook: before, readOnly }: { webhook: Webhook; readOnly: boolean }) {
  const { t } = useTranslation('webhooks');
  const save = useMutation({
    mutationFn: (body: WebhookInput) => call(api.PUT('/api/v2/public/webhook/{webhook_id}', { params: { path: { webhook_id: before._id } }, body })),
    onSuccess: async () => {
      notifyDone(t('ground:saved'));
      await forgetWebhooks();
    },
  });
  return <WebhookForm initial={draftOf(before)} action={t('ground:save')} isPending={save.isPending} failure={save.error} onSubmit={(input) => save.mutate(input)} readOnly={readOnly} />;
}

function Actions({ webhook: before }: { webhook: Webhook }) {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const isAdmin = useCan('ADMIN');
  const [asked, setAsked] = useState<'rotate' | 'delete'>();
  const params = { path: { webhook_id: before._id } };
  const toggle = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/public/webhook/{webhook_id}', { params, body: { is_enabled: !before.is_enabled } })),
    onSuccess: () => forgetWebhooks(),
  });
  const rotate = useMutation({
    mutationFn: () => call(api.POST('/api/v2/public/webhook/{webhook_id}/rotate-secret', { params })),
    onSuccess: () => setAsked(undefined),
  });
  const remove = useMutation({
    mutationFn: () => call(api.DELETE('/api/v2/public/webhook/{webhook_id}', { params })),
    onSuccess: async () => {
      await navigate({ to: '/$environment/developer/webhooks', params: { environment } });
      await forgetWebhooks();
      notifyDone(t('deleted'));
    },
  });
  const rotated = rotate.data;
  return (
    <>
      <Group gap="xs">
        <Button variant="default" loading={toggle.isPending} onClick={() => toggle.mutate()}>{t(before.is_enabled ? 'disable' : 'enable')}</Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" px={10} aria-label={t('ground:actions')}><IconDots size={16} aria-hidden /></Button>
          </Menu.Target>
          <Menu.Dropdown>
            {isAdmin && <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setAsked('rotate')}>{t('rotate')}</Menu.Item>}
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setAsked('delete')}>{t('ground:delete')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <FailureAlert failure={toggle.error} />
      <ConfirmDialog opened={asked === 'rotate'} onClose={() => setAsked(undefined)} title={t('rotateTitle')} action={t('rotate')} danger={false} isPending={rotate.isPending} failure={rotate.error} onConfirm={() => rotate.mutate()}>
        <Text size="sm">{t('rotateHint')}</Text>
      </ConfirmDialog>
      <ConfirmDialog opened={asked === 'delete'} onClose={() => setAsked(undefined)} title={t('deleteTitle')} action={t('deleteAction')} isPending={remove.isPending} failure={remove.error} onConfirm={() => remove.mutate()}>
        <Text size="sm">{t('deleteHint')}</Text>
      </ConfirmDialog>
      {rotated?.secret && (
        <NewSecret
          secret={rotated.secret}
          hint={rotated.previous_secret_valid_until ? t('previousValid', { until: fullTime(new Date(rotated.previous_secret_valid_until)) }) : undefined}
          onClose={() => {
            rotate.reset();
            void forgetWebhooks();
          }}
        />
      )}
    </>
  );
}
