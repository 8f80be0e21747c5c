import { Badge, Button, Checkbox, Group, ScrollArea, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchBox } from '../../ui/SearchBox';
import type { OpenApiOperations } from './types';

/** More are found by searching: a document may have thousands. */
const SHOWN = 150;

interface Props {
  found: OpenApiOperations;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** Which operations of a document become actions. */
export function OperationPicker({ found, chosen, onChange }: Props) {
  const { t } = useTranslation('apps');
  const [search, setSearch] = useState('');
  const text = search.toLowerCase().trim();
  const fitting = found.operations.filter((one) => [one.operation, one.action_id, one.summary, ...one.tags].some((said) => said.toLowerCase().includes(text)));
  const toggle = (operation: string) => {
    const next = new Set(chosen);
    if (!next.delete(operation)) next.add(operation);
    onChange(next);
  };
  const all = fitting.map((one) => one.operation);
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <SearchBox label={t('openapi.search')} value="" onSearch={setSearch} />
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => onChange(new Set([...chosen, ...all]))}>{t('openapi.all')}</Button>
          <Button size="xs" variant="default" onClick={() => onChange(new Set([...chosen].filter((operation) => !all.includes(operation))))}>{t('openapi.none')}</Button>
        </Group>
      </Group>
      <Text size="sm" c={chosen.size > found.most_actions ? 'red' : 'dimmed'} role="status">{t('openapi.chosen', { count: chosen.size, total: found.total })}</Text>
      <ScrollArea.Autosize mah={360} type="auto">
        <Stack gap={6} role="group" aria-label={t('openapi.operations')} p={2}>
          {fitting.slice(0, SHOWN).map((one) => (
            <Checkbox
              key={one.operation}
              checked={chosen.has(one.operation)}
              onChange={() => toggle(one.operation)}
              label={
                <Group gap={6} component="span">
                  <Badge component="span" variant="default" size="sm">{one.method}</Badge>
                  <Text component="span" size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{one.path}</Text>
                  {one.summary && <Text component="span" size="sm" c="dimmed">{one.summary}</Text>}
                </Group>
              }
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      {fitting.length > SHOWN && <Text size="xs" c="dimmed">{t('openapi.more', { count: fitting.length - SHOWN })}</Text>}
    </Stack>
  );
}
