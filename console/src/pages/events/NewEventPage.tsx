import { Button, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { eventModels, forgetEvents } from './data';
import { EventForm, type EventInput } from './EventForm';
import { NO_IDEMPOTENCY } from './IdempotencyFields';
import { ModelChoice } from './ModelChoice';

/** First a model, then what is made of it. The chosen one is part of the address: back leads to the choice. */
export function NewEventPage() {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const { model }: { model?: string } = useSearch({ strict: false });
  const models = useQuery(eventModels());
  const chosen = models.data?.find((one) => one.id === model);
  const create = useMutation({
    mutationFn: (body: EventInput) => call(api.POST('/api/v2/public/application/event', { body })),
    onSuccess: async (all, body) => {
      const made = all.find((event) => event.name === body.name);
      await forgetEvents();
      notifyDone(t('created', { name: body.name }));
      await navigate(
        made
          ? { to: '/$environment/developer/events/$eventId', params: { environment, eventId: made._id } }
          : { to: '/$environment/developer/events', params: { environment } },
      );
    },
  });
  const crumbs = [{ label: t('title'), to: `/${environment}/developer/events` }];
  if (!model || (models.data && !chosen)) {
    return (
      <Page title={t('new')} description={t('modelHint')} crumbs={crumbs}>
        <FailureAlert failure={models.error} />
        <ModelChoice models={models.data} />
      </Page>
    );
  }
  return (
    <Page title={t('new')} description={chosen && t('fromModel', { model: chosen.name })} crumbs={crumbs}>
      <FailureAlert failure={models.error} />
      {chosen ? (
        <EventForm
          key={chosen.id}
          initial={{ name: '', sample: JSON.stringify(chosen.sample, null, 2), schema: '', validation: 'warn', idempotency: NO_IDEMPOTENCY }}
          action={t('create')}
          isPending={create.isPending}
          failure={create.error}
          onSubmit={(input) => create.mutate(input)}
          more={
            <Button
              variant="default"
              renderRoot={(props) => <Link to="/$environment/developer/events/new" params={{ environment }} search={{}} {...props} />}
            >
              {t('otherModel')}
            </Button>
          }
        />
      ) : (
        <Skeleton height={400} />
      )}
    </Page>
  );
}
