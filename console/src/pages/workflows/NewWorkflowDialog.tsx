import { Button, Group, Modal, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { useEnvironment } from '../../shell/routes';
import { FailureAlert } from '../../ui/FailureAlert';
import { useApps } from './builder/useApps';

interface Props {
  opened: boolean;
  onClose: () => void;
  app?: string;
  onMade: (id: string) => void;
}

/** A new workflow: for an event, or for calls. */
export function NewWorkflowDialog({ opened, onClose, app: given, onMade }: Props) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const apps = useApps();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [kind, setKind] = useState('event');
  const [event, setEvent] = useState<string | null>(null);
  const app = chosen ?? given ?? null;
  const events = useQuery({ queryKey: ['event-names', environment], enabled: opened, queryFn: () => call(api.GET('/api/v2/public/application/event')) });
  const names = ((events.data ?? []) as { name: string }[]).map((one) => one.name);
  const make = useMutation({
    mutationFn: () =>
      call(
        api.POST('/api/v2/public/workflow', {
          body: {
            name,
            slug: app ?? '',
            trigger: kind === 'event' ? { type: 'event', event: event ?? '' } : { type: 'api' },
            nodes: [{ id: '1', name: 'Start', type: 'start', position: { x: 0, y: 0 } }],
            edges: [],
          },
        }),
      ),
    onSuccess: ({ workflow }) => onMade(workflow._id),
  });
  const submit = (form: FormEvent) => {
    form.preventDefault();
    make.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('new.title')} closeButtonProps={{ 'aria-label': t('close') }} onExitTransitionEnd={() => make.reset()}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label={t('access.name')} required maxLength={256} value={name} onChange={(change) => setName(change.currentTarget.value)} data-autofocus />
          <Select label={t('new.app')} description={t('new.appHint')} required data={apps.map((one) => ({ value: one.slug, label: one.name }))} value={app} searchable allowDeselect={false} onChange={setChosen} nothingFoundMessage={t('palette.none')} />
          <SegmentedControl aria-label={t('start.kind')} data={[{ value: 'event', label: t('start.event') }, { value: 'api', label: t('start.api') }]} value={kind} onChange={setKind} />
          {kind === 'event' && <Select label={t('start.eventName')} data={names} value={event} searchable onChange={setEvent} placeholder={t('start.chooseEvent')} nothingFoundMessage={t('start.noEvent')} />}
          <FailureAlert failure={make.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={make.isPending} disabled={!app || name.trim() === ''}>{t('create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
