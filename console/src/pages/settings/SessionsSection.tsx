import { Badge, Button, Group, Text } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { queries } from '../../api/queries';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { TimeText } from '../../ui/TimeText';
import { browserName } from './browserName';

export const sessionsKey = ['sessions'];

/** Where somebody is signed in; what is not known can be ended here. */
export function SessionsSection() {
  const { t } = useTranslation('settings');
  const sessions = useQuery({ queryKey: sessionsKey, queryFn: () => call(api.GET('/api/v2/console/sessions')) });
  const end = useMutation({
    mutationFn: (id: string) => call(api.DELETE('/api/v2/console/sessions/{session_id}', { params: { path: { session_id: id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: sessionsKey });
      notifyDone(t('sessions.ended'));
    },
  });
  return (
    <Section title={t('sessions.title')} description={t('sessions.description')}>
      <FailureAlert failure={sessions.error ?? end.error} />
      <DataTable
        caption={t('sessions.title')}
        rows={sessions.data?.sessions}
        rowKey={(session) => session._id}
        isLoading={sessions.isLoading}
        empty={<EmptyState icon={IconDeviceLaptop} title={t('sessions.none')} hint={t('sessions.noneHint')} />}
        columns={[
          {
            key: 'browser',
            title: t('sessions.browser'),
            cell: (session) => (
              <Group gap="xs">
                <Text size="sm" title={session.user_agent}>{browserName(session.user_agent) ?? t('sessions.unknown')}</Text>
                {session.current && <Badge variant="light" c="var(--mantine-color-text)" tt="none" fw={500}>{t('sessions.current')}</Badge>}
              </Group>
            ),
          },
          { key: 'since', title: t('sessions.since'), wide: true, cell: (session) => <TimeText value={session.created_at} /> },
          { key: 'seen', title: t('sessions.seen'), cell: (session) => <TimeText value={session.last_seen_at} /> },
          {
            key: 'end',
            title: <span className="visually-hidden">{t('actions')}</span>,
            align: 'right',
            cell: (session) =>
              session.current ? null : (
                <Button size="xs" variant="default" loading={end.isPending && end.variables === session._id} onClick={() => end.mutate(session._id)}>
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
    </Section>
  );
}
