import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { javascriptBody, javaTextBlock, pythonValue, shellText } from './literals';
import { curl, eventRequest, snippet } from './snippets';

/** Everything that a quoting could stumble over. */
const NASTY = JSON.stringify({
  apostrophe: "it's \"quoted\" `back` $HOME $(id) !!",
  backslash: 'C:\\new\\table \\u0041 ends with \\',
  triple: 'a """ b \'\'\' c',
  lines: 'one\ntwo\r\n\ttab',
  separators: '\u2028\u2029',
  face: '😀 é',
  blank: 'ends with blanks   ',
  __proto__x: true,
  nothing: null,
  no: false,
  number: 1.5,
  list: [1, [], {}],
  'key with "quotes"': "'",
}, null, 2);

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('literals', () => {
  it('are words of a shell', () => {
    const echoed = execFileSync('sh', ['-c', `printf %s ${shellText(NASTY)}`]).toString();
    expect(echoed).toBe(NASTY);
  });

  it('are JavaScript', () => {
    const body = `{"__proto__": {"a": 1}, "nasty": ${NASTY}}`;
    const run = execFileSync('node', ['-e', `process.stdout.write(${javascriptBody(body)})`]).toString();
    expect(JSON.stringify(JSON.parse(run))).toBe(JSON.stringify(JSON.parse(body)));
  });

  it('keep numbers that JavaScript would round, as text', () => {
    const body = '{"id": 9007199254740993, "big": 1e400}';
    expect(javascriptBody(body)).toBe(JSON.stringify(body));
    expect(javascriptBody('{"id": 9007199254740991}')).toContain('JSON.stringify');
  });

  it.skipIf(!has('python3'))('are Python', () => {
    const program = `import json, sys\nsys.stdout.write(json.dumps(${pythonValue(NASTY)}))`;
    expect(JSON.parse(execFileSync('python3', ['-c', program]).toString())).toEqual(JSON.parse(NASTY));
    expect(execFileSync('python3', ['-c', `print(${pythonValue('[123456789012345678901, true, null]')})`]).toString().trim())
      .toBe('[123456789012345678901, True, None]');
  });

  it.skipIf(!has('java'))('are Java', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'zaffre-java-'));
    try {
      const file = join(folder, 'Print.java');
      const print = 'new java.io.PrintStream(System.out, true, java.nio.charset.StandardCharsets.UTF_8).print(body);';
      writeFileSync(file, `class Print { public static void main(String[] args) {\n var body = ${javaTextBlock(NASTY, '        ')};\n ${print} } }`);
      expect(execFileSync('java', [file]).toString()).toBe(NASTY);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('eventRequest', () => {
  const call = { base: 'http://127.0.0.1:7400', event: 'Deal "Won"', payload: '{\n  "a": 1\n}', account: "o'neill", apiKey: 'k' };

  it('is the documented one', () => {
    const request = eventRequest(call);
    expect(request.url).toBe('http://127.0.0.1:7400/api/v2/public/event');
    expect(JSON.parse(request.body ?? '')).toEqual({ event: 'Deal "Won"', payload: { a: 1 } });
    expect(request.headers['linked_account_id']).toBe("o'neill");
  });

  it('names an app in its address', () => {
    expect(eventRequest({ ...call, app: 'a/b' }).url).toBe('http://127.0.0.1:7400/api/v2/public/event/a%2Fb');
  });

  it('names an account in its address that is not ASCII', () => {
    const request = eventRequest({ ...call, account: '客户-ü' });
    expect(new URL(request.url).searchParams.get('linked_account_id')).toBe('客户-ü');
    expect(request.headers).not.toHaveProperty('linked_account_id');
  });

  it('quotes the account for the shell', () => {
    expect(curl(eventRequest(call))).toContain(`--header 'linked_account_id: o'\\''neill'`);
  });

  it('stands in every language without a body too', () => {
    for (const language of ['curl', 'javascript', 'java', 'python'] as const) {
      expect(snippet(language, { method: 'GET', url: 'http://x', headers: {} })).not.toContain('undefined');
    }
  });
});
