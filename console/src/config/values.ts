import type { Choice, ConfigField } from './types';

/** Values that a person has changed and not yet stored, by field id; null takes the stored one away. */
export type Draft = Record<string, unknown>;

export function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What a field shows: what was typed in, else what is stored. */
export function valueOf(field: ConfigField, draft: Draft): unknown {
  return field.id in draft ? draft[field.id] : field.value;
}

/** The draft with one value more; what hung on it no longer holds, so it goes too. */
export function changed(fields: ConfigField[], draft: Draft, field: ConfigField, value: unknown): Draft {
  const next: Draft = { ...draft, [field.id]: isNothing(value) ? null : value };
  for (const child of dependents(fields, field.id)) {
    if (!isNothing(child.value) || child.id in next) next[child.id] = null;
  }
  return next;
}

/** The fields that depend on one, and those that depend on these. */
export function dependents(fields: ConfigField[], id: string): ConfigField[] {
  const found: ConfigField[] = [];
  const wanted = [id];
  for (let parent = wanted.pop(); parent !== undefined; parent = wanted.pop()) {
    for (const field of fields) {
      if (field.parent === parent && !found.includes(field)) {
        found.push(field);
        wanted.push(field.id);
      }
    }
  }
  return found;
}

/** The field whose value decides this one's choices, when it has none yet. */
export function missingParent(fields: ConfigField[], field: ConfigField, draft: Draft): ConfigField | undefined {
  const parent = fields.find((other) => other.id === field.parent);
  return parent && isNothing(valueOf(parent, draft)) ? parent : undefined;
}

/** Choices as a select takes them: by text, because values may be numbers, with the way back. */
export function asOptions(choices: Choice[]): { data: { value: string; label: string }[]; real: Map<string, unknown> } {
  const real = new Map<string, unknown>();
  const data: { value: string; label: string }[] = [];
  for (const choice of choices) {
    const key = textOf(choice.value);
    if (!real.has(key)) {
      real.set(key, choice.value);
      data.push({ value: key, label: choice.name });
    }
  }
  return { data, real };
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A mapping as its rows. */
export function pairsOf(value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([source, destination]) => [source, textOf(destination)]);
}

/** The fields of one page; those that name none are on the first. */
export function onPage(fields: ConfigField[], pages: string[], page: string | undefined): ConfigField[] {
  const shown = fields.filter((field) => !field.hidden);
  if (pages.length === 0 || page === undefined) return shown;
  return shown.filter((field) => (field.associated_page || pages[0]) === page);
}
