import { ActionIcon, Button, Grid, Group, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconForms, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../api/client';
import { ConfigForm } from '../../config/ConfigForm';
import { useEnvironment } from '../../shell/routes';
import { useCan } from '../../shell/session';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FailureAlert } from '../../ui/FailureAlert';
import { notifyDone } from '../../ui/notify';
import { Section } from '../../ui/Section';
import { FieldDialog } from './FieldDialog';
import { inputOf, previewOf } from './fieldForms';
import type { App, FieldDefinition, FieldInput } from './types';

/** The fields that customers fill in for the app: order, types, dependence, and how it looks to them. */
export function FieldsTab({ app }: { app: App }) {
  const environment = useEnvironment();
  const fields = useQuery({
    queryKey: ['config-fields', environment, app.slug],
    queryFn: () => call(api.GET('/api/v2/public/application/{slug}/config-field', { params: { path: { slug: app.slug } } })),
  });
  return (
    <>
      <FailureAlert failure={fields.error} />
      {fields.data && <Editor key={fields.dataUpdatedAt} app={app} stored={fields.data} />}
    </>
  );
}

function Editor({ app, stored }: { app: App; stored: FieldDefinition[] }) {
  const { t } = useTranslation('apps');
  const environment = useEnvironment();
  const queries = useQueryClient();
  const mayChange = useCan('DEVELOPER');
  const [fields, setFields] = useState<FieldInput[]>(() => stored.map((field) => inputOf(field, stored)));
  const [edited, setEdited] = useState<number>();
  const saving = useMutation({
    mutationFn: () => call(api.PUT('/api/v2/public/application/{slug}/config-field', { params: { path: { slug: app.slug } }, body: fields })),
    onSuccess: (saved) => {
      queries.setQueryData(['config-fields', environment, app.slug], saved);
      notifyDone(t('saved'));
    },
  });
  const isDirty = JSON.stringify(fields) !== JSON.stringify(stored.map((field) => inputOf(field, stored)));
  const move = (index: number, by: number) => {
    const next = [...fields];
    const [moved] = next.splice(index, 1);
    if (moved) next.splice(index + by, 0, moved);
    setFields(next);
  };
  const put = (index: number, field: FieldInput) => setFields(index < fields.length ? fields.map((old, at) => (at === index ? field : old)) : [...fields, field]);
  return (
    <Grid gutter="lg">
      <Grid.Col span={{ base: 12, lg: 7 }}>
        <Section
          title={t('fields.title')}
          description={t('fields.hint', { shown: '{{config.<key>}}' })}
          actions={mayChange && <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited(fields.length)}>{t('fields.add')}</Button>}
        >
          <Stack>
            <DataTable
              caption={t('fields.title')}
              rows={fields}
              rowKey={(field) => `${field.key ?? field.name} ${field.workflow_id ?? ''}`}
              empty={<EmptyState icon={IconForms} title={t('fields.none')} hint={t('fields.noneHint')} />}
              columns={[
                {
                  key: 'name',
                  title: t('field'),
                  cell: (field) => (
                    <Stack gap={2} align="flex-start">
                      <Text size="sm" fw={500}>{field.name}{field.required && <Text span c="red" aria-label={t('isRequired')}> *</Text>}</Text>
                      <Text size="xs" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{`{{config.${field.key ?? ''}}}`}</Text>
                      <Text size="xs" c="dimmed">{traits(field, t)}</Text>
                    </Stack>
                  ),
                },
                {
                  key: 'tools',
                  title: <span className="visually-hidden">{t('tools')}</span>,
                  align: 'right',
                  cell: (field) => mayChange && <Tools field={field} index={fields.indexOf(field)} count={fields.length} onMove={move} onEdit={setEdited} onRemove={(at) => setFields(fields.filter((_, index) => index !== at))} />,
                },
              ]}
            />
            <FailureAlert failure={saving.error} />
            {mayChange && (
              <Group>
                <Button disabled={!isDirty} loading={saving.isPending} onClick={() => saving.mutate()}>{t('fields.save')}</Button>
                {isDirty && <Button variant="subtle" onClick={() => setFields(stored.map((field) => inputOf(field, stored)))}>{t('definition.revert')}</Button>}
                {isDirty && <Text size="sm" c="dimmed">{t('fields.unsaved')}</Text>}
              </Group>
            )}
          </Stack>
        </Section>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 5 }}>
        <Section title={t('fields.preview')} description={t('fields.previewHint')}>
          <ConfigForm key={JSON.stringify(fields)} config={previewOf(app.slug, fields)} calls={{ save: () => Promise.reject(new Error(t('fields.onlyPreview'))) }} />
        </Section>
      </Grid.Col>
      {edited !== undefined && (
        <FieldDialog
          app={app}
          field={fields[edited]}
          others={fields.filter((_, index) => index !== edited)}
          onClose={() => setEdited(undefined)}
          onDone={(field) => {
            put(edited, field);
            setEdited(undefined);
          }}
        />
      )}
    </Grid>
  );
}

/** Type, and what else a reader of the list should know. */
function traits(field: FieldInput, t: TFunction<'apps'>): string {
  return [
    t(`fields.type.${field.field_type ?? 'text'}`),
    ...(field.hidden ? [t('fields.hidden')] : []),
    ...(field.parent ? [t('fields.dependsOn', { field: field.parent })] : []),
  ].join(' · ');
}

interface ToolsProps {
  field: FieldInput;
  index: number;
  count: number;
  onMove: (index: number, by: number) => void;
  onEdit: (index: number) => void;
  onRemove: (index: number) => void;
}

function Tools({ field, index, count, onMove, onEdit, onRemove }: ToolsProps) {
  const { t } = useTranslation('apps');
  const name = field.name;
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <ActionIcon variant="subtle" color="gray" disabled={index === 0} aria-label={t('fields.up', { name })} onClick={() => onMove(index, -1)}><IconArrowUp size={16} aria-hidden /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" disabled={index === count - 1} aria-label={t('fields.down', { name })} onClick={() => onMove(index, 1)}><IconArrowDown size={16} aria-hidden /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={t('fields.edit', { name })} onClick={() => onEdit(index)}><IconPencil size={16} aria-hidden /></ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label={t('fields.remove', { name })} onClick={() => onRemove(index)}><IconTrash size={16} aria-hidden /></ActionIcon>
    </Group>
  );
}
