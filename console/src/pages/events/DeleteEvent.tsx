import { List, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { notifyDone } from '../../ui/notify';
import { type EventType, eventUsage, forgetEvents } from './data';

/** Names every workflow that would not start any more, before anything is deleted. */
export function DeleteEvent({ event, opened, onClose }: { event: EventType; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('events');
  const environment = useEnvironment();
  const navigate = useNavigate();
  const usage = useQuery({ ...eventUsage(environment, event._id), enabled: opened, staleTime: 0 });
  const workflows = usage.data?.workflows ?? [];
  const remove = useMutation({
    mutationFn: () =>
      call(
        api.DELETE('/api/v2/public/application/event/{event_id}', {
          params: { path: { event_id: event._id }, query: workflows.length > 0 ? { force: 'true' } : {} },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/$environment/developer/events', params: { environment } });
      await forgetEvents();
      notifyDone(t('deleted', { name: event.name }));
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('deleteTitle', { name: event.name })}
      action={t('deleteAction')}
      typed={workflows.length > 0 ? event.name : undefined}
      isPending={remove.isPending || usage.isFetching}
      failure={remove.error ?? usage.error}
      onConfirm={() => remove.mutate()}
    >
      <Text size="sm">{t('deleteHint')}</Text>
      {workflows.length > 0 && (
        <>
          <Text size="sm" mt="sm" fw={500}>{t('deleteAffected', { count: workflows.length })}</Text>
          <List size="sm" mt={4}>
            {workflows.map((workflow) => (
              <List.Item key={workflow.workflow_id}>
                {workflow.name} <Text span size="xs" c="dimmed">{workflow.slug} · {t(workflow.published ? 'isPublished' : 'isDraft')}</Text>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </ConfirmDialog>
  );
}
