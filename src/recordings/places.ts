import { endOfString } from './strings.js';

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where a JSON text stops being one. */
export class SyntaxFault extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/** A value or the end of a list or object, as it stands in the text. */
interface Event {
  readonly type: 'scalar' | 'open' | 'close';
  /** The member name or index in what holds it; `''` at the top. */
  readonly key: string;
  readonly offset: number;
}

const [QUOTE, OPEN, CLOSE] = [0x22, 0x7b, 0x7d];
const PUNCTUATION = '{}[],:';
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const BLANK = /[ \t\r\n]*/y;

/**
 * The tokens of a JSON text; what stands inside strings is looked at only when `strict`. By hand, since parsers that
 * keep positions make much of what is asked for nothing (jsonc-parser took a fifth of a whole run).
 */
class Scanner {
  /** The token: a punctuation mark, `"` for a string, `0` for another scalar, `` for the end, `?` for anything else. */
  kind = '';
  offset = 0;
  #end = 0;

  constructor(
    readonly text: string,
    readonly strict: boolean,
  ) {}

  /** What a string token says. */
  get string(): string {
    const raw = this.text.slice(this.offset, this.#end);
    return raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1);
  }

  next(): void {
    BLANK.lastIndex = this.#end;
    BLANK.test(this.text);
    this.offset = BLANK.lastIndex;
    const first = this.text[this.offset] ?? '';
    this.#end = this.offset + 1;
    if (PUNCTUATION.includes(first)) this.kind = first;
    else if (first === '"') this.#takeString();
    else this.#takeScalar(first);
  }

  /** Goes from a bracket to before the one that closes it, in a text that is known to be JSON. */
  toClose(): void {
    const { text } = this;
    let [depth, at] = [1, this.#end];
    for (; depth > 0 && at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) at = endOfString(text, at + 1);
      // Braces and brackets are the same but for one bit, which is all that counts in JSON.
      else if ((unit | 0x20) === OPEN) depth++;
      else if ((unit | 0x20) === CLOSE) depth--;
    }
    this.#end = at - 1;
  }

  #takeString(): void {
    this.kind = '"';
    const end = endOfString(this.text, this.#end);
    this.#end = end + 1;
    if (end < 0 || (this.strict && !isJson(this.text.slice(this.offset, this.#end)))) this.#fault();
  }

  #takeScalar(first: string): void {
    SCALAR.lastIndex = this.offset;
    this.kind = SCALAR.test(this.text) ? '0' : '?';
    if (this.kind === '0') this.#end = SCALAR.lastIndex;
    else if (/[-\d]/.test(first)) this.#fault();
  }

  #fault(): never {
    throw new SyntaxFault(this.offset, 'a well-formed string or number');
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The deepest that a text is gone through: what is open is kept. Of a text that is JSON only the paths are entered. */
const DEEPEST = 1_000_000;

/** Goes through a JSON text without recursion, so that no depth of brackets can exhaust the stack. */
function* events(token: Scanner): Generator<Event> {
  const open: { list: boolean; count: number }[] = [];
  const take = (kind: string, expected: string): void => {
    if (token.kind !== kind) throw new SyntaxFault(token.offset, expected);
    token.next();
  };
  token.next();
  do {
    const holder = open.at(-1);
    const closing = holder?.list ? ']' : '}';
    if (holder && token.kind === closing) {
      open.pop();
      yield { type: 'close', key: '', offset: token.offset };
      token.next();
      continue;
    }
    if (holder && holder.count > 0) take(',', `"," or "${closing}"`);
    let key = holder?.list ? String(holder.count) : '';
    if (holder && !holder.list) {
      if (token.kind === '"') key = token.string;
      take('"', 'a member name in double quotes');
      take(':', '":"');
    }
    if (holder) holder.count++;
    const { kind, offset } = token;
    const opens = kind === '{' || kind === '[';
    if (!opens && kind !== '"' && kind !== '0') throw new SyntaxFault(offset, 'a value');
    yield { type: opens ? 'open' : 'scalar', key, offset };
    if (opens && open.length === DEEPEST) throw new SyntaxFault(offset, `at most ${DEEPEST} open brackets`);
    if (opens) open.push({ list: kind === '[', count: 0 });
    token.next();
  } while (open.length > 0);
  if (token.kind !== '') throw new SyntaxFault(token.offset, 'the end of the text');
}

/** The first fault of a text that `JSON.parse` refuses; `undefined` when there is none to be found. */
export function syntaxFault(text: string): SyntaxFault | undefined {
  try {
    for (const _ of events(new Scanner(text, true)));
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

/** A key of the paths that are looked for. */
interface Node {
  /** Where its value was seen last; -1 before. */
  offset: number;
  /** Where the list or object stands that held it then. */
  holder: number;
  /** Where its last bracket stands; of what has none the same as `offset`. */
  end: number;
  readonly children: Map<string, Node>;
}

const node = (): Node => ({ offset: -1, holder: -1, end: -1, children: new Map() });

/**
 * Where the values stand that paths of keys name, found in one pass, as offsets in the same order. Of repeated members
 * the last counts, as for `JSON.parse`, and so does what is below it; a path that leads nowhere ends at the last value
 * on its way.
 */
export const offsetsOf = (text: string, paths: readonly (readonly string[])[]): number[] =>
  nodesOf(text, paths).map(({ offset }) => offset);

/** The same, as texts of the lists and objects that stand there, each with where it begins; of anything else its first unit. */
export const textsOf = (text: string, paths: readonly (readonly string[])[]): { offset: number; text: string }[] =>
  nodesOf(text, paths).map(({ offset, end }) => ({ offset, text: text.slice(offset, end + 1) }));

function nodesOf(text: string, paths: readonly (readonly string[])[]): Node[] {
  const root = node();
  for (const path of paths) {
    let here = root;
    for (const key of path) {
      const known = here.children.get(key) ?? node();
      here.children.set(key, known);
      here = known;
    }
  }
  const open: (Node | undefined)[] = [];
  const scanner = new Scanner(text, false);
  for (const { type, key, offset } of events(scanner)) {
    if (type === 'close') {
      const closed = open.pop();
      if (closed) closed.end = offset;
      continue;
    }
    const holder = open.at(-1);
    const here = open.length === 0 ? root : holder?.children.get(key);
    if (here) Object.assign(here, { offset, holder: holder?.offset ?? -1, end: offset });
    if (type !== 'open') continue;
    open.push(here);
    if (!here || here.children.size === 0) scanner.toClose();
  }
  return paths.map((path) => {
    let here = root;
    for (const key of path) {
      const next = here.children.get(key);
      // What was seen in an object that is dead by now is not there.
      if (!next || next.holder !== here.offset) break;
      here = next;
    }
    return here;
  });
}

/** The same for the JSON in a string of a JSON text, which begins at `start`: offsets in the whole text. */
export function offsetsInString(text: string, start: number, paths: readonly (readonly string[])[]): number[] {
  const inner: string = JSON.parse(text.slice(start, endOfString(text, start + 1) + 1));
  // `at` is where the unit stands; an escape is one unit and takes up two or six.
  let [unit, at] = [0, start + 1];
  let backslash = text.indexOf('\\', at);
  return ascending(offsetsOf(inner, paths), (offset) => {
    for (; backslash >= 0 && unit + backslash - at < offset; backslash = text.indexOf('\\', at)) {
      unit += backslash - at + 1;
      at = backslash + (text[backslash + 1] === 'u' ? 6 : 2);
    }
    return at + offset - unit;
  });
}

/** The lines and columns of offsets in a text, in the same order. */
export function placesOf(text: string, offsets: readonly number[]): Place[] {
  let [line, start, end] = [1, 0, text.indexOf('\n')];
  return ascending(offsets, (offset) => {
    for (; end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return { line, column: offset - start + 1 };
  });
}

/** What becomes of each offset; asked for in ascending order, so that one walk through a text is enough. */
export function ascending<T>(offsets: readonly number[], ask: (offset: number) => T): T[] {
  const found: T[] = [];
  for (const [index, offset] of [...offsets.entries()].sort(([, a], [, b]) => a - b)) found[index] = ask(offset);
  return found;
}
