import { ActionIcon, Box, Button, Group, Input, MultiSelect, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconBraces, IconForms, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call } from '../../../../api/client';
import { useEnvironment } from '../../../../shell/routes';
import { useBuilder } from '../BuilderContext';
import { hasPlaceholder, textOf, valueOf } from './placeholders';
import { TemplateField } from './TemplateField';
import classes from './fields.module.css';

/** An input of an action, as the connector describes it. */
export interface FieldSpec {
  name: string;
  label: string;
  type: string;
  required: boolean;
  help_text?: string | null;
  placeholder?: string | null;
  multiple?: boolean;
  options?: { name: string; value: string }[];
  dynamic_options?: boolean;
  depends_on?: string[];
  fields?: FieldSpec[];
}

interface Props {
  spec: FieldSpec;
  value: unknown;
  onChange: (value: unknown) => void;
  node: string;
  field: string;
  /** For choices that only the app knows. */
  source: { app: string; action: string; fields: Record<string, unknown> };
}

/** The control that fits a field's type; anything may also be a placeholder. */
export function ActionField(props: Props) {
  const { spec, value } = props;
  const hasChoices = spec.type === 'boolean' || (spec.type === 'select' || spec.type === 'multi-select');
  const [isTemplate, setTemplate] = useState(hasPlaceholder(value));
  if (spec.fields && spec.fields.length > 0 && (spec.type === 'object' || spec.type === 'array') && typeof value !== 'string') {
    return spec.type === 'object' ? <Members {...props} /> : <Items {...props} />;
  }
  if (hasChoices && !isTemplate) return <Choices {...props} onTemplate={() => setTemplate(true)} />;
  return <TextOrTemplate {...props} onChoices={hasChoices ? () => setTemplate(false) : undefined} />;
}

function TextOrTemplate({ spec, value, onChange, node, field, onChoices }: Props & { onChoices?: () => void }) {
  const { t } = useTranslation('workflows');
  const isJson = spec.type === 'object' || spec.type === 'array' || spec.type === 'json' || spec.type === 'multi-select';
  const hint = [spec.help_text, isJson ? t('fields.json') : ''].filter(Boolean).join(' ');
  return (
    <Box>
      <TemplateField
        label={spec.label}
        description={hint || undefined}
        required={spec.required}
        placeholder={spec.placeholder ?? undefined}
        value={textOf(value)}
        onChange={(text) => onChange(isJson ? valueOf(text) : text === '' ? undefined : text)}
        node={node}
        field={field}
        isMultiline={isJson || spec.type === 'textarea'}
      />
      {onChoices && <Button variant="subtle" size="compact-xs" leftSection={<IconForms size={14} aria-hidden />} onClick={onChoices}>{t('fields.choose')}</Button>}
    </Box>
  );
}

function Choices({ spec, value, onChange, field, source, onTemplate }: Props & { onTemplate: () => void }) {
  const { t } = useTranslation('workflows');
  const { canEdit, problems } = useBuilder();
  const { options, isFetching, failure } = useOptions(spec, source);
  const wrong = problems.find((problem) => problem.field === field)?.message;
  const known = spec.type === 'boolean' ? [{ value: 'true', label: t('fields.yes') }, { value: 'false', label: t('fields.no') }] : options;
  const shown = {
    label: spec.label,
    description: spec.help_text || undefined,
    required: spec.required,
    disabled: !canEdit,
    error: wrong ?? failure,
    searchable: known.length > 6,
    clearable: !spec.required,
    placeholder: isFetching ? t('fields.asking') : t('fields.chooseOne'),
    nothingFoundMessage: t('fields.nothing'),
  };
  const chosen = Array.isArray(value) ? value.map(String) : value === undefined || value === null ? [] : [String(value)];
  const data = [...known, ...chosen.filter((one) => !known.some((option) => option.value === one)).map((one) => ({ value: one, label: one }))];
  return (
    <Group gap={4} wrap="nowrap" align="flex-end" data-field={field}>
      <Box flex={1} miw={0}>
        {spec.type === 'multi-select' ? (
          <MultiSelect {...shown} data={data} value={chosen} onChange={(all) => onChange(all.length > 0 ? all : undefined)} />
        ) : (
          <Select {...shown} data={data} value={chosen[0] ?? null} onChange={(one) => onChange(one === null ? undefined : spec.type === 'boolean' ? one === 'true' : one)} />
        )}
      </Box>
      {canEdit && (
        <Tooltip label={t('fields.usePlaceholder')}>
          <ActionIcon variant="default" size={34} aria-label={t('fields.usePlaceholderFor', { field: spec.label })} onClick={onTemplate}>
            <IconBraces size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </Group>
  );
}

/** Choices from the definition; those that the app alone knows are read with the connection of the account that is tried. */
function useOptions(spec: FieldSpec, source: Props['source']) {
  const { t } = useTranslation('workflows');
  const environment = useEnvironment();
  const { test } = useBuilder();
  const needed = Object.fromEntries((spec.depends_on ?? []).map((name) => [name, source.fields[name]]));
  const isReady = Object.values(needed).every((one) => one !== undefined && one !== '');
  const asked = Boolean(spec.dynamic_options) && test.account !== null && isReady;
  const query = useQuery({
    queryKey: ['field-options', environment, source.app, source.action, spec.name, test.account, needed],
    enabled: asked,
    retry: false,
    staleTime: 5 * 60_000,
    queryFn: () =>
      call(
        api.POST('/api/v2/integration-schema/{slug}/actions/{action_id}/options/{field}', {
          params: { path: { slug: source.app, action_id: source.action, field: spec.name }, header: { linked_account_id: test.account ?? '' } },
          body: { fields: needed as Record<string, never> },
        }),
      ),
  });
  const read = (query.data ?? []).map((option) => ({ value: String(option.value), label: option.name }));
  const fixed = (spec.options ?? []).map((option) => ({ value: option.value, label: option.name }));
  const hint = spec.dynamic_options && test.account === null ? t('fields.needsAccount') : undefined;
  return { options: spec.dynamic_options ? read : fixed, isFetching: query.isFetching, failure: query.error?.message ?? hint };
}

function Members({ spec, value, onChange, node, field, source }: Props) {
  const members = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Record<string, unknown>;
  const change = (name: string, next: unknown) => {
    const { [name]: _, ...rest } = members;
    const all = next === undefined ? rest : { ...members, [name]: next };
    onChange(Object.keys(all).length > 0 ? all : undefined);
  };
  return (
    <Box role="group" aria-label={spec.label}>
      <Input.Label component="div" required={spec.required}>{spec.label}</Input.Label>
      {spec.help_text && <Input.Description>{spec.help_text}</Input.Description>}
      <Stack gap="sm" className={classes.nested} mt={4}>
        {spec.fields?.map((one) => (
          <ActionField key={one.name} spec={one} value={members[one.name]} onChange={(next) => change(one.name, next)} node={node} field={`${field}.${one.name}`} source={source} />
        ))}
      </Stack>
    </Box>
  );
}

function Items({ spec, value, onChange, node, field, source }: Props) {
  const { t } = useTranslation('workflows');
  const { canEdit } = useBuilder();
  const items = Array.isArray(value) ? (value as unknown[]) : [];
  const change = (next: unknown[]) => onChange(next.length > 0 ? next : undefined);
  return (
    <Box role="group" aria-label={spec.label}>
      <Input.Label component="div" required={spec.required}>{spec.label}</Input.Label>
      {spec.help_text && <Input.Description>{spec.help_text}</Input.Description>}
      <Stack gap="sm">
        {items.map((item, index) => (
          <Box key={index}>
            <Group justify="space-between">
              <Text size="xs" c="dimmed">{t('fields.item', { number: index + 1 })}</Text>
              {canEdit && (
                <ActionIcon variant="subtle" color="red" aria-label={t('fields.removeItem', { field: spec.label, number: index + 1 })} onClick={() => change(items.filter((_one, at) => at !== index))}>
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </Group>
            <Members spec={{ ...spec, label: t('fields.item', { number: index + 1 }), help_text: null, required: false }} value={item} onChange={(next) => change(items.map((one, at) => (at === index ? (next ?? {}) : one)))} node={node} field={`${field}.${index}`} source={source} />
          </Box>
        ))}
        {canEdit && (
          <Group>
            <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => change([...items, {}])}>{t('fields.addItem', { field: spec.label })}</Button>
          </Group>
        )}
      </Stack>
    </Box>
  );
}
