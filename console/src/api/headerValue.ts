/** A text as the value of a header: its UTF-8, one character for each byte, as `fetch` takes it. The server reads it as UTF-8. */
export function headerValue(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

export function headerValues<Name extends string>(headers: Record<Name, string>): Record<Name, string> {
  return Object.fromEntries(Object.entries<string>(headers).map(([name, value]) => [name, headerValue(value)])) as Record<Name, string>;
}
