import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { Page } from '../../ui/Page';
import { forgetWebhooks, type WebhookInput } from './data';
import { NewSecret } from './NewSecret';
import { BLANK, WebhookForm } from './WebhookForm';

export function NewWebhookPage() {
  const { t } = useTranslation('webhooks');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (body: WebhookInput) => call(api.POST('/api/v2/public/webhook', { body })),
    onSuccess: () => forgetWebhooks(),
  });
  const made = create.data;
  return (
    <Page title={t('new')} description={t('newHint')} crumbs={[{ label: t('title'), to: `/${environment}/developer/webhooks` }]}>
      <WebhookForm
        initial={BLANK}
        action={t('create')}
        isPending={create.isPending}
        failure={create.error}
        onSubmit={(input) => create.mutate(input)}
        more={
          <Button variant="default" renderRoot={(props) => <Link to="/$environment/developer/webhooks" params={{ environment }} {...props} />}>
            {t('ground:cancel')}
          </Button>
        }
      />
      {made?.secret && (
        <NewSecret
          secret={made.secret}
          onClose={() => void navigate({ to: '/$environment/developer/webhooks/$webhookId', params: { environment, webhookId: made._id } })}
        />
      )}
    </Page>
  );
}
