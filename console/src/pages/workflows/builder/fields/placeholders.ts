/** One placeholder of a template: where it stands, and the path that it names first. */
export interface Placeholder {
  from: number;
  to: number;
  path: string;
}

/** As the server reads them: from `{{` to the next `}}`; a backslash before makes it plain text. */
export function placeholders(text: string): Placeholder[] {
  const found: Placeholder[] = [];
  for (const match of text.matchAll(/(\\*)\{\{([^{}]*)\}\}/g)) {
    const [whole, slashes = '', inside = ''] = match;
    if (slashes.length % 2 === 1) continue;
    const from = match.index + slashes.length;
    found.push({ from, to: match.index + whole.length, path: inside.split('||')[0]!.trim() });
  }
  return found;
}

export function hasPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && placeholders(value).length > 0;
}

/** What stands in a text field for a value: texts as they are, everything else as JSON. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** The value of a field that holds JSON: an object or a list when it is one, else the text, which may be a placeholder. */
export function valueOf(text: string): unknown {
  if (text.trim() === '') return undefined;
  if (/^\s*[[{]/.test(text) && !/^\s*\{\{/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  }
  return text;
}
