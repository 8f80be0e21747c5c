import type { Config, ConfigField } from '../../config/types';
import type { FieldDefinition, FieldInput } from './types';

export const TYPES = ['text', 'number', 'url', 'email', 'date', 'textarea', 'select', 'multi-select', 'json', 'map', 'map_v2', 'rule_engine'] as const;
export type FieldType = (typeof TYPES)[number];

/** Where the choices of a field come from. */
export const SOURCES = ['list', 'action', 'action_fields', 'workflow', 'request'] as const;
export type Source = (typeof SOURCES)[number];

export function slugOf(name: string): string {
  const key = name.trim().toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 64);
  return /^[0-9]/.test(key) ? `_${key}` : key;
}

/** What is stored, as it is sent back: without what is null, the parent by its key. */
export function inputOf(field: FieldDefinition, all: FieldDefinition[]): FieldInput {
  const input: FieldInput = { key: field.key, name: field.name, field_type: field.field_type };
  if (field.required) input.required = true;
  if (field.hidden) input.hidden = true;
  if (field.multiple && field.field_type !== 'multi-select') input.multiple = true;
  if (field.default !== null && field.default !== undefined) input.default = field.default;
  if (field.help_text) input.help_text = field.help_text;
  if (field.placeholder) input.placeholder = field.placeholder;
  if (field.associated_page) input.associated_page = field.associated_page;
  const parent = all.find((other) => other.id === field.parent);
  if (parent) input.parent = parent.key;
  if (!isEmptyList(field.options)) input.options = field.options;
  if (!isEmptyList(field.labels)) input.labels = field.labels;
  if (field.rule_columns) input.rule_columns = field.rule_columns as unknown as FieldInput['rule_columns'];
  if (field.workflow_id) input.workflow_id = field.workflow_id;
  return input;
}

function isEmptyList(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

export function sourceOf(choices: FieldInput['options']): Source {
  if (choices === undefined || Array.isArray(choices)) return 'list';
  return choices.source;
}

/** "Gold = gold" line by line; a line without "=" is name and value in one. */
export function readChoices(text: string): { name: string; value: string }[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=');
      return at < 0 ? { name: line, value: line } : { name: line.slice(0, at).trim(), value: line.slice(at + 1).trim() };
    });
}

export function writeChoices(choices: FieldInput['options']): string {
  if (!Array.isArray(choices)) return '';
  return choices.map(({ name, value }) => (name === value ? name : `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`)).join('\n');
}

/** The form as a customer sees it; choices that are looked up are not, for there is no customer here. */
export function previewOf(slug: string, fields: FieldInput[]): Config {
  const shown = fields.map((field, index) => previewField(field, index, fields));
  const workflows = [...new Set(fields.flatMap((field) => field.workflow_id ?? []))];
  return {
    slug,
    config_id: 'preview',
    fields: shown.filter((_, index) => !fields[index]?.workflow_id),
    workflows: workflows.map((id) => ({ id, name: id, enabled: true, fields: shown.filter((_, index) => fields[index]?.workflow_id === id) })),
    pages: [...new Set(fields.flatMap((field) => field.associated_page ?? []))],
    field_errors: [],
  };
}

function previewField(field: FieldInput, index: number, all: FieldInput[]): ConfigField {
  const parent = field.parent ? all.findIndex((other) => other.key === field.parent) : -1;
  return {
    id: String(index),
    name: field.name,
    field_type: field.field_type ?? 'text',
    required: field.required ?? false,
    hidden: field.hidden ?? false,
    multiple: field.multiple ?? field.field_type === 'multi-select',
    value: field.default ?? null,
    help_text: field.help_text,
    placeholder: field.placeholder,
    parent: parent >= 0 ? String(parent) : null,
    options: Array.isArray(field.options) ? field.options : [],
    labels: Array.isArray(field.labels) ? field.labels : [],
    rule_columns: field.rule_columns as ConfigField['rule_columns'],
    associated_page: field.associated_page,
  };
}
