import { Box, Button, Group, Skeleton, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Left out on narrow screens. */
  wide?: boolean;
  width?: number | string;
  align?: 'left' | 'right';
}

interface Props<Row> {
  /** What is listed, for who cannot see the page. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Instead of the table when there are no rows. */
  empty: ReactNode;
  isLoading?: boolean;
  paging?: Paging;
}

export interface Paging {
  page: number;
  hasNext: boolean;
  onPage: (page: number) => void;
  /** Said between the buttons: "26 to 50 of 10,000+". */
  summary?: string;
}

const LOADING_ROWS = 5;

/** A list. Links belong into its cells (a row is opened by the link in its first cell), so that everything is reached by keyboard. */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty, isLoading, paging }: Props<Row>) {
  if (!isLoading && rows && rows.length === 0 && (!paging || paging.page <= 1)) return empty;
  return (
    <Box>
      <Table.ScrollContainer minWidth={300} type="native">
        <Table verticalSpacing="sm" highlightOnHover captionSide="top" className={classes.table}>
          <Table.Caption className="visually-hidden">{caption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.key} scope="col" w={column.width} ta={column.align} visibleFrom={column.wide ? 'sm' : undefined}>
                  <Text span size="xs" c="dimmed" fw={600}>{column.title}</Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows
              ? rows.map((row) => (
                  <Table.Tr key={rowKey(row)}>
                    {columns.map((column) => (
                      <Table.Td key={column.key} ta={column.align} visibleFrom={column.wide ? 'sm' : undefined}>{column.cell(row)}</Table.Td>
                    ))}
                  </Table.Tr>
                ))
              : Array.from({ length: LOADING_ROWS }, (_, index) => (
                  <Table.Tr key={index}>
                    <Table.Td colSpan={columns.length}><Skeleton height={18} /></Table.Td>
                  </Table.Tr>
                ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {paging && <PagingBar {...paging} />}
    </Box>
  );
}

function PagingBar({ page, hasNext, onPage, summary }: Paging) {
  const { t } = useTranslation('ground');
  if (page <= 1 && !hasNext) return null;
  return (
    <Group justify="space-between" mt="sm" component="nav" aria-label={t('page', { page })}>
      <Button variant="default" size="xs" disabled={page <= 1} onClick={() => onPage(page - 1)}>{t('previous')}</Button>
      <Text size="sm" c="dimmed">{summary ?? t('page', { page })}</Text>
      <Button variant="default" size="xs" disabled={!hasNext} onClick={() => onPage(page + 1)}>{t('next')}</Button>
    </Group>
  );
}
