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
 * The tokens of a JSON text, faster than parsers that keep positions (jsonc-parser took a fifth of a whole run): what stands inside strings is looked at
 * only when `strict`.
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

interface Node {
  offset?: number;
  readonly children: Map<string, Node>;
}

/**
 * Where the values stand that paths of keys name, found in one pass, as offsets in the same order. Of repeated members
 * the last counts, as for `JSON.parse`; a path that leads nowhere ends at the last value on its way.
 */
export function offsetsOf(text: string, paths: readonly (readonly string[])[]): number[] {
  const root: Node = { children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const known: Node = node.children.get(key) ?? { children: new Map() };
      node.children.set(key, known);
      node = known;
    }
  }
  const open: (Node | undefined)[] = [];
  const scanner = new Scanner(text, false);
  for (const { type, key, offset } of events(scanner)) {
    if (type === 'close') {
      open.pop();
      continue;
    }
    const node = open.length === 0 ? root : open.at(-1)?.children.get(key);
    if (node) node.offset = offset;
    if (type !== 'open') continue;
    open.push(node);
    if (!node || node.children.size === 0) scanner.toClose();
  }
  return paths.map((path) => {
    let offset = root.offset ?? 0;
    let node: Node | undefined = root;
    for (const key of path) {
      node = node.children.get(key);
      if (node?.offset === undefined) break;
      offset = node.offset;
    }
    return offset;
  });
}

/** The same for the JSON in a string of a JSON text, which begins at `start`: offsets in the whole text. */
export function offsetsInString(text: string, start: number, paths: readonly (readonly string[])[]): number[] {
  // Of each unit of the string the offset, for an escape is one unit and takes up two or six.
  const units: number[] = [];
  let at = start + 1;
  for (; text[at] !== '"'; at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2) units.push(at);
  const inner: string = JSON.parse(text.slice(start, at + 1));
  return offsetsOf(inner, paths).map((offset) => units[offset] ?? start);
}

/** Turns offsets in a text to lines and columns. */
export function placesIn(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
