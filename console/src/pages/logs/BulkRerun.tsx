import { Alert, Button, Group, Modal, NumberInput, Progress, Stack, Table, Text } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import type { components } from '../../api/schema';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { fullTime } from '../../ui/TimeText';
import type { Filters } from './filters';

type Preview = components['schemas']['BulkRerunPreview'];
type Job = components['schemas']['BulkRerun'];

const POLL_MILLIS = 1000;
const USUAL_RATE = 20;

/** Runs again what the list is narrowed to: first what that would be, then, confirmed, how far it is. */
export function BulkRerun({ filters }: { filters: Filters }) {
  const { t } = useTranslation('logs');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" size="sm" leftSection={<IconRepeat size={16} aria-hidden />} onClick={() => setOpened(true)}>{t('bulk.open')}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('bulk.title')} size="lg" closeButtonProps={{ 'aria-label': t('bulk.close') }}>
        {opened && <Steps filters={bodyOf(filters)} onClose={() => setOpened(false)} />}
      </Modal>
    </>
  );
}

function bodyOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]) && entry[0] !== 'webhook_id'));
}

function Steps({ filters, onClose }: { filters: Record<string, string>; onClose: () => void }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const [rate, setRate] = useState(USUAL_RATE);
  // A repeat of the same request, when an answer got lost, is not a second rerun.
  const [key] = useState(() => crypto.randomUUID());
  const preview = useQuery({
    queryKey: ['bulk-preview', environment, filters],
    queryFn: async () => (await call(api.POST('/api/v2/public/execution/rerun', { body: { filter: filters, preview: true } }))) as Preview,
    staleTime: 0,
  });
  const begin = useMutation({
    mutationFn: async () => (await call(api.POST('/api/v2/public/execution/rerun', { body: { filter: filters, per_second: rate, key } }))) as Job,
  });
  if (begin.data) return <Followed id={begin.data._id} onClose={onClose} />;
  const found = preview.data;
  return (
    <Stack>
      <FailureAlert failure={preview.error ?? begin.error} />
      {found && found.count === 0 && <Text size="sm">{t('bulk.nothing')}</Text>}
      {found && found.count > 0 && (
        <>
          <Text size="sm">
            {t(found.count_is_exact ? 'bulk.count' : 'bulk.countNewest', { count: found.count })}{' '}
            {found.first && found.last && t('bulk.between', { first: fullTime(new Date(found.first)), last: fullTime(new Date(found.last)) })}
          </Text>
          <Groups groups={found.groups} />
          <Alert variant="light" color="yellow" p="xs"><Text size="sm">{t('bulk.warning')}</Text></Alert>
          <NumberInput label={t('bulk.rate')} description={t('bulk.rateHint')} min={1} max={200} value={rate} onChange={(value) => setRate(Number(value) || USUAL_RATE)} w={220} />
        </>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t('bulk.cancelDialog')}</Button>
        <Button disabled={!found || found.count === 0} loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('bulk.begin', { count: found?.count ?? 0 })}
        </Button>
      </Group>
    </Stack>
  );
}

function Groups({ groups }: { groups: Preview['groups'] }) {
  const { t } = useTranslation('logs');
  const states = useTranslation('states').t;
  return (
    <Table.ScrollContainer minWidth={320} mah={240} type="native" tabIndex={0} role="region" aria-label={t('bulk.groups')}>
      <Table fz="xs">
        <Table.Caption className="visually-hidden">{t('bulk.groups')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('column.workflow')}</Table.Th>
            <Table.Th scope="col">{t('column.status')}</Table.Th>
            <Table.Th scope="col">{t('column.reason')}</Table.Th>
            <Table.Th scope="col" ta="right">{t('column.count')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group, index) => (
            <Table.Tr key={index}>
              <Table.Td>{group.workflow_name ?? t('deletedWorkflow')} · {group.slug}</Table.Td>
              <Table.Td>{states(group.status)}</Table.Td>
              <Table.Td>{group.reason ?? '–'}</Table.Td>
              <Table.Td ta="right">{group.count}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Followed({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('logs');
  const environment = useEnvironment();
  const params = { params: { path: { rerun_id: id } } };
  const job = useQuery({
    queryKey: ['bulk-rerun', environment, id],
    queryFn: () => call(api.GET('/api/v2/public/execution/rerun/{rerun_id}', params)),
    refetchInterval: (query) => (query.state.data && query.state.data.status !== 'RUNNING' ? false : POLL_MILLIS),
  });
  const cancel = useMutation({ mutationFn: () => call(api.POST('/api/v2/public/execution/rerun/{rerun_id}/cancel', params)), onSuccess: () => job.refetch() });
  const state = job.data;
  const handled = state ? state.done + state.skipped : 0;
  return (
    <Stack>
      <FailureAlert failure={job.error ?? cancel.error} />
      {state && (
        <div role="status">
          <Text size="sm" mb={6}>{t(`bulk.state.${state.status}`, { done: state.done, skipped: state.skipped, total: state.total })}</Text>
          <Progress value={state.total === 0 ? 100 : (100 * handled) / state.total} aria-label={t('bulk.progress')} />
        </div>
      )}
      <Text size="xs" c="dimmed">{t('bulk.goesOn')}</Text>
      <Group justify="flex-end">
        {state?.status === 'RUNNING' && <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>{t('bulk.stop')}</Button>}
        <Button onClick={onClose}>{t('bulk.close')}</Button>
      </Group>
    </Stack>
  );
}
