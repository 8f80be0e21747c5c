import { Anchor, Button, List, Skeleton, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ApiFailure } from '../../api/failure';
import { queries } from '../../api/queries';
import { useEnvironment } from '../../shell/routes';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Page } from '../../ui/Page';
import { type EventType, eventType, eventUsage, forgetEvents, shownSample } from './data';
import { EventForm, type EventInput } from './EventForm';
import { draftIdempotency } from './IdempotencyFields';

export function EditEventPage() {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const { eventId = '' } = useParams({ strict: false });
  const event = useQuery(eventType(environment, eventId));
  return (
    <Page
      title={event.data ? t('editTitle', { name: event.data.name }) : t('title')}
      description={t('editHint')}
      crumbs={[{ label: t('title'), to: `/${environment}/developer/events` }]}
    >
      <FailureAlert failure={event.error} />
      {event.data ? <EditForm key={event.data._id} event={event.data} /> : !event.error && <Skeleton height={400} />}
    </Page>
  );
}

/** Before it saves, it asks which workflows the change would break. */
function EditForm({ event }: { event: EventType }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const path = { event_id: event._id };
  const [waiting, setWaiting] = useState<{ input: EventInput; affected: Affected[] }>();
  const save = useMutation({
    mutationFn: ({ input, force }: { input: EventInput; force: boolean }) =>
      call(
        api.PUT('/api/v2/public/application/event/{event_id}', {
          params: { path, ...(force ? { query: { force: 'true' } } : {}) },
          body: input,
        }),
      ),
    onSuccess: async () => {
      setWaiting(undefined);
      await forgetEvents();
      notifyDone(t('ground:saved'));
      await navigate({ to: '/$environment/developer/events/$eventId', params: { environment, eventId: event._id } });
    },
  });
  const check = useMutation({
    mutationFn: async (input: EventInput): Promise<Affected[]> => {
      const { response, json_schema } = input;
      const answer = await call(
        api.POST('/api/v2/public/application/event/{event_id}/check', { params: { path }, body: { response, json_schema } }),
      );
      return [...answer.affected, ...(input.name === event.name ? [] : await renamed(environment, event))];
    },
    onSuccess: (affected, input) => (affected.length > 0 ? setWaiting({ input, affected }) : save.mutate({ input, force: false })),
  });
  // What only the confirmation refused is told there.
  const failure = check.error ?? (waiting ? undefined : save.error);
  return (
    <>
      <EventForm
        initial={{
          name: event.name,
          sample: shownSample(event.raw_response),
          schema: event.schema_origin === 'given' ? JSON.stringify(event.json_schema, null, 2) : '',
          validation: event.validation,
          idempotency: draftIdempotency(event.idempotency),
        }}
        action={t('ground:save')}
        isPending={check.isPending || save.isPending}
        failure={failure}
        onSubmit={(input) => check.mutate(input)}
        more={
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/$environment/developer/events/$eventId" params={{ environment, eventId: event._id }} {...props} />}
          >
            {t('ground:cancel')}
          </Button>
        }
      />
      <ConfirmDialog
        opened={waiting !== undefined}
        onClose={() => setWaiting(undefined)}
        title={t('affectedTitle')}
        action={t('saveAnyway')}
        isPending={save.isPending}
        failure={waiting && save.error instanceof ApiFailure ? save.error : undefined}
        onConfirm={() => waiting && save.mutate({ input: waiting.input, force: true })}
      >
        <Text size="sm">{t('affectedHint')}</Text>
        <List size="sm" mt="sm" spacing="xs">
          {waiting?.affected.map((one, index) => (
            <List.Item key={index}>
              <Anchor size="sm" renderRoot={(props) => <Link to={`/${environment}/workflows/${one.workflow_id}`} target="_blank" {...props} />}>{one.name}</Anchor>
              {one.problems.map((problem) => (
                <Text key={`${problem.node} ${problem.field} ${problem.message}`} size="xs" c="dimmed">
                  {problem.node_name ? `${problem.node_name}: ` : ''}{problem.message}
                </Text>
              ))}
            </List.Item>
          ))}
        </List>
      </ConfirmDialog>
    </>
  );
}

interface Affected {
  workflow_id: string;
  name: string;
  problems: { node: string | null; node_name: string | null; field: string | null; message: string }[];
}

/** Workflows listen to a name: under another one, none of them starts. */
async function renamed(environment: ReturnType<typeof useEnvironment>, event: EventType): Promise<Affected[]> {
  const usage = await queries.fetchQuery({ ...eventUsage(environment, event._id), staleTime: 0 });
  return usage.workflows.map((workflow) => ({ ...workflow, problems: [] }));
}
