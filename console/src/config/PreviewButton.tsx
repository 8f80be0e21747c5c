import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureAlert } from '../ui/FailureAlert';
import type { ConfigCalls, ConfigField, MappingPreview } from './types';
import { textOf } from './values';

interface Props {
  field: ConfigField;
  events: string[];
  mapping: unknown;
  preview: NonNullable<ConfigCalls['preview']>;
}

/** What the mapping makes of the last event, before it is saved. */
export function PreviewButton({ field, events, mapping, preview }: Props) {
  const { t } = useTranslation('config');
  const [event, setEvent] = useState(events[0] ?? '');
  const trying = useMutation({ mutationFn: () => preview(field, event, mapping) });
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end">
        {events.length > 1 && (
          <Select size="xs" label={t('previewEvent')} data={events} value={event} allowDeselect={false} onChange={(next) => setEvent(next ?? event)} />
        )}
        <Button variant="default" size="xs" leftSection={<IconEye size={14} aria-hidden />} loading={trying.isPending} disabled={mapping === null} onClick={() => trying.mutate()}>
          {t('preview')}
        </Button>
      </Group>
      <FailureAlert failure={trying.error} />
      {trying.data && <Result result={trying.data} event={event} />}
    </Stack>
  );
}

function Result({ result, event }: { result: MappingPreview; event: string }) {
  const { t } = useTranslation('config');
  return (
    <Stack gap="xs" role="status">
      <Text size="xs" c="dimmed">{t(result.payload_source === 'event' ? 'previewLast' : 'previewSample', { event })}</Text>
      <Table verticalSpacing={4} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('theirField')}</Table.Th>
            <Table.Th scope="col">{t('previewGets')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.fields.map((row) => (
            <Table.Tr key={`${row.source} ${row.destination}`}>
              <Table.Th scope="row" fw={400}>{row.destination}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {row.found && <Text size="sm">{textOf(row.value)}</Text>}
                {row.message && <Text size="xs">{row.message}</Text>}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {result.problems.length > 0 && (
        <Alert color="yellow" title={t('previewProblems')} p="xs">
          {result.problems.map((problem) => <Text key={problem.message} size="sm">{problem.message}</Text>)}
        </Alert>
      )}
    </Stack>
  );
}
