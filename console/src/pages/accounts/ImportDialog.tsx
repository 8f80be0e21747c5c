import { Alert, Badge, Button, Checkbox, FileButton, Group, Modal, Stack, Table, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { carriedHeaders } from '../../api/client';
import { failureOf } from '../../api/failure';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import type { ImportResult } from './types';

/** Many accounts from a spreadsheet: choose a file, see what it would do row by row, then do it. */
export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('accounts');
  return (
    <Modal opened={opened} onClose={onClose} size="xl" title={t('import.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <ImportForm onClose={onClose} />
    </Modal>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('accounts');
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [whole, setWhole] = useState(true);
  const preview = useMutation({ mutationFn: (csv: Blob | string) => send(csv, 'preview=true') });
  const importing = useMutation({
    mutationFn: () => send(text, `all_or_nothing=${whole}`),
    onSuccess: async (result) => {
      await queries.invalidateQueries({ queryKey: ['accounts'] });
      notifyDone(t('import.done', { created: result.created, updated: result.updated }));
      onClose();
    },
  });
  const look = async (file: Blob) => {
    // Sent as it is, for the server judges its encoding; shown as text so that it can be corrected here.
    preview.mutate(file);
    setText(await file.text());
  };
  const found = preview.data;
  const writes = found ? found.created + found.updated : 0;
  const mayImport = found && writes > 0 && !(whole && found.failed > 0);
  return (
    <Stack>
      <Text size="sm">{t('import.hint')}</Text>
      <Group gap="xs">
        <FileButton accept="text/csv,.csv,.tsv,.txt" onChange={(file) => file && void look(file)} inputProps={{ 'aria-label': t('import.file') }}>
          {(props) => <Button variant="default" {...props}>{t('import.choose')}</Button>}
        </FileButton>
        <Text size="sm" c="dimmed">{t('import.orPaste')}</Text>
      </Group>
      <Textarea
        label={t('import.text')}
        placeholder={t('import.example')}
        autosize
        minRows={4}
        maxRows={10}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          preview.reset();
        }}
      />
      <FailureAlert failure={preview.error ?? importing.error} />
      {found && <Found result={found} />}
      {found && found.failed > 0 && (
        <Checkbox label={t('import.whole')} description={t('import.wholeHint')} checked={whole} onChange={(event) => setWhole(event.currentTarget.checked)} />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
        <Button variant={mayImport ? 'default' : undefined} disabled={text.trim() === ''} loading={preview.isPending} onClick={() => preview.mutate(text)}>{t('import.preview')}</Button>
        {mayImport && <Button loading={importing.isPending} onClick={() => importing.mutate()}>{t('import.do', { count: writes })}</Button>}
      </Group>
    </Stack>
  );
}

const SHOWN_ROWS = 50;

function Found({ result }: { result: ImportResult }) {
  const { t } = useTranslation('accounts');
  const fields = result.columns.filter((column) => column.udf !== null);
  return (
    <Stack gap="sm" role="region" aria-label={t('import.found')} aria-live="polite">
      <Group gap="xs">
        <Badge tt="none" variant="light" color="teal">{t('import.create', { count: result.created })}</Badge>
        <Badge tt="none" variant="light" color="blue">{t('import.update', { count: result.updated })}</Badge>
        <Badge tt="none" variant="light" color="gray">{t('import.unchanged', { count: result.unchanged })}</Badge>
        {result.failed > 0 && <Badge tt="none" variant="light" color="red">{t('import.failed', { count: result.failed })}</Badge>}
      </Group>
      {result.errors.length > 0 && (
        <Alert color="red" variant="light" title={t('import.errors')}>
          <Stack gap={2} component="ul" m={0} pl="md">
            {result.errors.slice(0, SHOWN_ROWS).map((error, index) => (
              <Text key={index} size="sm" component="li">{t('import.error', { line: error.line, column: error.column, message: error.message })}</Text>
            ))}
          </Stack>
          {result.errors.length + result.errors_more > SHOWN_ROWS && <Text size="sm" mt={4}>{t('import.more', { count: result.errors.length + result.errors_more - SHOWN_ROWS })}</Text>}
        </Alert>
      )}
      <Table.ScrollContainer minWidth={420} type="native" mah={260} tabIndex={0} role="region" aria-label={t('import.rows')}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('import.line')}</Table.Th>
              <Table.Th scope="col">{t('import.outcome')}</Table.Th>
              <Table.Th scope="col">{t('id')}</Table.Th>
              <Table.Th scope="col">{t('name')}</Table.Th>
              {fields.map((column) => <Table.Th key={column.header} scope="col">{column.udf}</Table.Th>)}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {result.rows.slice(0, SHOWN_ROWS).map((row) => (
              <Table.Tr key={row.line}>
                <Table.Td>{row.line}</Table.Td>
                <Table.Td>{t(`import.outcomes.${row.outcome}`)}</Table.Td>
                <Table.Td>{row.account_id}</Table.Td>
                <Table.Td>{row.name}</Table.Td>
                {fields.map((column) => <Table.Td key={column.header}>{row.udf[column.udf ?? '']}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {result.total > SHOWN_ROWS && <Text size="xs" c="dimmed">{t('import.more', { count: result.total - SHOWN_ROWS })}</Text>}
    </Stack>
  );
}

/** A file, not JSON: made without the typed client. */
async function send(csv: Blob | string, query: string): Promise<ImportResult> {
  const response = await fetch(`/api/v2/public/linked-account/import?${query}`, {
    method: 'POST',
    headers: { ...carriedHeaders(), 'content-type': 'text/csv' },
    body: csv,
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw failureOf(response, body);
  return body as ImportResult;
}
