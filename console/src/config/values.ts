import type { Choice, ConfigField, Value } from './types';

/** Options may be of any JSON; inputs of the browser know texts only. */
export function keyOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** @returns the option's own value for the text that an input holds; the text itself when it is none of them */
export function valueOf(key: string, options: Choice[]): unknown {
  return options.find((option) => keyOf(option.value) === key)?.value ?? key;
}

/** Unique by value: a list that names a value twice would break an input. */
export function inputOptions(options: Choice[]): { value: string; label: string }[] {
  const seen = new Set<string>();
  return options.flatMap((option) => {
    const value = keyOf(option.value);
    if (seen.has(value)) return [];
    seen.add(value);
    return [{ value, label: option.name }];
  });
}

export function isNothing(value: Value): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

export function asList(value: Value): unknown[] {
  if (isNothing(value)) return [];
  return Array.isArray(value) ? value : [value];
}

export function asMapping(value: Value): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A field's text while it is edited: JSON is shown as people write it. */
export function jsonText(value: Value): string {
  if (isNothing(value)) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The fields of a page in their order; those without a page come first. */
export function byPage(fields: ConfigField[]): [page: string, fields: ConfigField[]][] {
  const pages = new Map<string, ConfigField[]>([['', []]]);
  for (const field of fields) {
    const page = field.associated_page ?? '';
    pages.set(page, [...(pages.get(page) ?? []), field]);
  }
  return [...pages].filter(([, list]) => list.length > 0);
}

export const visible = (fields: ConfigField[]) => fields.filter((field) => !field.hidden);

/** Whether another field's choices depend on this one: it is saved at once, because the server must look them up anew. */
export function hasDependents(field: ConfigField, all: ConfigField[]): boolean {
  return all.some((other) => other.parent === field.id);
}
