import { Alert, Group, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportReport } from './types';

const SHOWN = 100;

/** What an import makes of a document, and what it leaves out, each with its reason. */
export function ImportReportView({ report }: { report: ImportReport }) {
  const { t } = useTranslation('apps');
  const hidden = report.left_out_more + Math.max(0, report.left_out.length - SHOWN);
  return (
    <Stack gap="sm" role="region" aria-label={t('openapi.report')}>
      <Group gap="lg">
        <Text size="sm">{t('openapi.imported', { count: report.operations_imported, total: report.operations_found })}</Text>
        <Text size="sm">{t('openapi.fields', { count: report.fields })}</Text>
      </Group>
      {report.removed_actions.length > 0 && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>{t('openapi.removed', { actions: report.removed_actions.join(', ') })}</Alert>
      )}
      {report.left_out.length === 0 ? (
        <Text size="sm" c="dimmed">{t('openapi.nothingLeftOut')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={420} type="native" mah={320} tabIndex={0} role="region" aria-label={t('openapi.leftOut')}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('openapi.operation')}</Table.Th>
                <Table.Th scope="col">{t('openapi.place')}</Table.Th>
                <Table.Th scope="col">{t('openapi.reason')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {report.left_out.slice(0, SHOWN).map((entry, index) => (
                <Table.Tr key={index}>
                  <Table.Td>{entry.operation || t('openapi.whole')}</Table.Td>
                  <Table.Td><Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{entry.place}</Text></Table.Td>
                  <Table.Td>{entry.reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {hidden > 0 && <Text size="xs" c="dimmed">{t('openapi.moreLeftOut', { count: hidden })}</Text>}
    </Stack>
  );
}
