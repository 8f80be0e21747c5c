/** Why a text is not JSON: a key of `json.*` in the bundle `ground`. */
export type SyntaxReason =
  | 'empty' | 'value' | 'name' | 'colon' | 'commaOrBrace' | 'commaOrBracket' | 'trailingComma' | 'afterEnd' | 'openString' | 'escape' | 'control' | 'number' | 'tooDeep';

/** A stretch of the text, from offset to offset. */
export interface Range {
  from: number;
  to: number;
}

export interface SyntaxProblem extends Range {
  reason: SyntaxReason;
}

export interface JsonText {
  /** The first thing that is wrong; browsers do not say where it is in every case. */
  problem?: SyntaxProblem;
  /** Where each value stands, by its JSON pointer; of what could be read. */
  ranges: Map<string, Range>;
}

/** As deep as the server reads. */
const DEEPEST = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*|[^\s,\]}]/y;
const SPACE = /[ \t\r\n]*/y;

class Wrong extends Error {
  constructor(readonly problem: SyntaxProblem) {
    super(problem.reason);
  }
}

/** Reads a text as RFC 8259 has it, and finds every value in it. */
export function readJsonText(text: string): JsonText {
  const ranges = new Map<string, Range>();
  try {
    const reader = new Reader(text, ranges);
    reader.document();
    return { ranges };
  } catch (failure) {
    if (failure instanceof Wrong) return { ranges, problem: failure.problem };
    throw failure;
  }
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly ranges: Map<string, Range>,
  ) {}

  document() {
    this.space();
    if (this.at === this.text.length) throw this.wrong('empty');
    this.value('', 0);
    this.space();
    if (this.at < this.text.length) throw this.wrong('afterEnd');
  }

  private value(pointer: string, depth: number) {
    if (depth > DEEPEST) throw this.wrong('tooDeep');
    const from = this.at;
    const next = this.text[this.at];
    if (next === '{') this.object(pointer, depth);
    else if (next === '[') this.array(pointer, depth);
    else if (next === '"') this.string();
    else if (next === '-' || (next !== undefined && next >= '0' && next <= '9')) this.number();
    else this.word();
    this.ranges.set(pointer, { from, to: this.at });
  }

  private object(pointer: string, depth: number) {
    this.at++;
    this.space();
    if (this.take('}')) return;
    for (;;) {
      if (this.text[this.at] !== '"') throw this.wrong(this.text[this.at] === '}' ? 'trailingComma' : 'name');
      const name = this.string();
      this.space();
      if (!this.take(':')) throw this.wrong('colon');
      this.space();
      this.value(`${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
      this.space();
      if (this.take('}')) return;
      if (!this.take(',')) throw this.wrong('commaOrBrace');
      this.space();
    }
  }

  private array(pointer: string, depth: number) {
    this.at++;
    this.space();
    if (this.take(']')) return;
    for (let index = 0; ; index++) {
      if (this.text[this.at] === ']') throw this.wrong('trailingComma');
      this.value(`${pointer}/${index}`, depth + 1);
      this.space();
      if (this.take(']')) return;
      if (!this.take(',')) throw this.wrong('commaOrBracket');
      this.space();
    }
  }

  private string(): string {
    const from = this.at;
    for (this.at++; this.text[this.at] !== '"'; this.at++) {
      const character = this.text[this.at];
      if (character === undefined || character === '\n') throw this.wrong('openString', from, this.at);
      if (character < ' ') throw this.wrong('control');
      if (character === '\\') this.escape();
    }
    this.at++;
    return JSON.parse(this.text.slice(from, this.at)) as string;
  }

  private escape() {
    const rest = this.text.slice(this.at, this.at + 6);
    const known = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(rest);
    if (!known) throw this.wrong('escape', this.at, this.at + 2);
    this.at += known[0].length - 1;
  }

  private number() {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    const to = found ? NUMBER.lastIndex : this.at + 1;
    if (!found || /[\w.+-]/.test(this.text[to] ?? '')) throw this.wrong('number');
    this.at = to;
  }

  private word() {
    for (const word of ['true', 'false', 'null']) {
      if (this.text.startsWith(word, this.at) && !/\w/.test(this.text[this.at + word.length] ?? '')) {
        this.at += word.length;
        return;
      }
    }
    throw this.wrong('value');
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private space() {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    this.at = SPACE.lastIndex;
  }

  private wrong(reason: SyntaxReason, from = this.at, to?: number): Wrong {
    WORD.lastIndex = from;
    const end = to ?? (WORD.exec(this.text) ? WORD.lastIndex : from + 1);
    return new Wrong({ reason, from: Math.min(from, this.text.length), to: Math.min(end, this.text.length) });
  }
}

/** Line and column, both from 1, as the server counts them. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 };
}

/** The offset of a line and column; the end of the text when it does not go so far. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return Math.min(at + column - 1, text.length);
}
