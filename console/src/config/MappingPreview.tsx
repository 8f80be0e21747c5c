import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import type { ConfigField, Lookups, Preview } from './types';
import { isNothing } from './values';

/** What the mapping makes of the last event, before it is saved. */
export function MappingPreview({ field, events, mapping, lookups }: {
  field: ConfigField;
  events: string[];
  mapping: Record<string, unknown>;
  lookups: Lookups;
}) {
  const { t } = useTranslation('config');
  const [event, setEvent] = useState(events[0] ?? '');
  const used = Object.fromEntries(Object.entries(mapping).filter(([, target]) => !isNothing(target)));
  const preview = useMutation({ mutationFn: () => lookups.preview(field, event, used) });
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        {events.length > 1 && <Select label={t('previewEvent')} data={events} value={event} allowDeselect={false} onChange={(next) => setEvent(next ?? event)} />}
        <Button variant="default" size="xs" leftSection={<IconEye size={14} aria-hidden />} loading={preview.isPending}
          disabled={Object.keys(used).length === 0} onClick={() => preview.mutate()}>
          {t('preview')}
        </Button>
      </Group>
      <FailureAlert failure={preview.error} />
      {preview.data && <Result preview={preview.data} event={event} />}
    </Stack>
  );
}

function Result({ preview, event }: { preview: Preview; event: string }) {
  const { t } = useTranslation('config');
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return (
    <Stack gap="xs" role="status">
      <Text size="xs" c="dimmed">{t(preview.payload_source === 'event' ? 'fromLastEvent' : 'fromSample', { event })}</Text>
      <Table verticalSpacing={4} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('theirs')}</Table.Th>
            <Table.Th scope="col">{t('gets')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.fields.map((row) => (
            <Table.Tr key={`${row.source} ${row.destination}`}>
              <Table.Th scope="row" fw={400}>{row.destination}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {row.found && <Text size="sm">{shown(row.value)}</Text>}
                {row.message && <Text size="xs" c="red">{row.message}</Text>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {preview.problems.length > 0 && (
        <Alert color="yellow" title={t('previewProblems')} p="xs">
          {preview.problems.map((problem) => <Text key={problem.message} size="sm">{problem.message}</Text>)}
        </Alert>
      )}
    </Stack>
  );
}
