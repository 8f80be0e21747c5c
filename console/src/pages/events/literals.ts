/** Translates JSON text into a literal of another language, token by token: nothing is rounded or reordered on the way. */

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]:,]|\s+/gy;

interface Words {
  true: string;
  false: string;
  null: string;
}

function translate(json: string, words: Words, name: (text: string) => string): string {
  const tokens = json.match(TOKEN) ?? [];
  return tokens
    .map((token, index) => {
      if (token.startsWith('"')) {
        // Written anew: of JSON's escapes every language knows those that JSON.stringify uses.
        const text = JSON.stringify(JSON.parse(token));
        return tokens.slice(index + 1).find((next) => next.trim() !== '') === ':' ? name(text) : text;
      }
      return token === 'true' || token === 'false' || token === 'null' ? words[token] : token;
    })
    .join('');
}

/** A number that JavaScript would round. */
function isRounded(number: string): boolean {
  const value = Number(number);
  return !Number.isFinite(value) || (/^-?\d+$/.test(number) && !Number.isSafeInteger(value));
}

function hasRoundedNumber(json: string): boolean {
  return (json.match(TOKEN) ?? []).some((token) => /^-?\d/.test(token) && isRounded(token));
}

/** The body of a request in JavaScript: an object that `JSON.stringify` writes; the text itself where a number would be rounded. */
export function javascriptBody(json: string): string {
  if (hasRoundedNumber(json)) return javascriptText(json);
  const literal = translate(json, { true: 'true', false: 'false', null: 'null' }, (name) => (name === '"__proto__"' ? '["__proto__"]' : name));
  return `JSON.stringify(${literal})`;
}

/** A text in double quotes. U+2028 and U+2029 would end a line in older engines. */
export function javascriptText(text: string): string {
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A value in Python, which keeps whole numbers of any length. */
export function pythonValue(json: string): string {
  return translate(json, { true: 'True', false: 'False', null: 'None' }, (name) => name);
}

export function pythonText(text: string): string {
  return JSON.stringify(text);
}

export function javaText(text: string): string {
  // JSON has no escape that Java does not know but \u00XX, and that is the same.
  return JSON.stringify(text);
}

/** A text block. Java strips blanks at the ends of lines and reads escapes; texts in JSON hold neither line breaks nor lone quotes. */
export function javaTextBlock(text: string, indent: string): string {
  const lines = text.replaceAll('\\', '\\\\').replaceAll('"""', '""\\"').split('\n');
  return `"""\n${lines.map((line) => indent + line.replace(/ +$/, (blanks) => '\\s'.repeat(blanks.length))).join('\n')}"""`;
}

/** A word of a POSIX shell: everything but the quote is literal between single quotes. */
export function shellText(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
