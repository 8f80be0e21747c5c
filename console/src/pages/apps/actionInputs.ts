import type { ActionField } from './types';

/** What was typed into an action's form, by field. */
export type Inputs = Record<string, string | string[] | boolean | undefined>;

const AS_JSON = ['object', 'array', 'json'];

/** What the server is sent: numbers as numbers, JSON as JSON, nothing for what was left empty; and the fields that are not JSON. */
export function inputsOf(fields: ActionField[], inputs: Inputs): { body: Record<string, unknown>; problems: Record<string, true> } {
  const body: Record<string, unknown> = {};
  const problems: Record<string, true> = {};
  for (const field of fields) {
    const value = inputs[field.name];
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    if (typeof value !== 'string') body[field.name] = value;
    else if (field.type === 'number' && Number.isFinite(Number(value))) body[field.name] = Number(value);
    else if (field.type === 'boolean') body[field.name] = value === 'true';
    else if (AS_JSON.includes(field.type)) {
      try {
        body[field.name] = JSON.parse(value);
      } catch {
        problems[field.name] = true;
      }
    } else body[field.name] = value;
  }
  return { body, problems };
}

/** Required fields that have neither a value nor a default. */
export function missingOf(fields: ActionField[], body: Record<string, unknown>): string[] {
  return fields.filter((field) => field.required && field.default === undefined && !(field.name in body)).map((field) => field.name);
}

/** What an object or a list looks like, from what is known of its members. */
export function exampleOf(field: ActionField): string {
  if (field.example !== undefined) return JSON.stringify(field.example);
  const members = Object.fromEntries((field.fields ?? []).map((member) => [member.name, member.example ?? placeholder(member)]));
  if (field.type === 'array') return JSON.stringify([Object.keys(members).length > 0 ? members : 'text']);
  return JSON.stringify(members);
}

function placeholder(field: ActionField): unknown {
  switch (field.type) {
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'object':
      return Object.fromEntries((field.fields ?? []).map((member) => [member.name, placeholder(member)]));
    case 'array':
      return [];
    default:
      return 'text';
  }
}
