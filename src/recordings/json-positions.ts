import { findStringEnd } from './json-strings.js';

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a JSON text stops being one. */
export class JsonSyntaxError extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/** A value or the end of a list or object, as it stands in the text. */
interface JsonEvent {
  readonly type: 'scalar' | 'open' | 'close';
  /** The member name or index in what holds it; `''` at the top. */
  readonly key: string;
  readonly offset: number;
}

const [QUOTE, OPEN, CLOSE] = [0x22, 0x7b, 0x7d];
const PUNCTUATION = '{}[],:';
const SCALAR_TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const WHITESPACE = /[ \t\r\n]*/y;

/**
 * The tokens of a JSON text; what stands inside strings is looked at only when `strict`. By hand, since parsers that
 * keep positions make much of what is asked for nothing (jsonc-parser took a fifth of a whole run).
 */
class JsonScanner {
  /** The token: a punctuation mark, `"` for a string, `0` for another scalar, `` for the end, `?` for anything else. */
  kind = '';
  offset = 0;
  #end = 0;

  constructor(
    readonly text: string,
    readonly isStrict: boolean,
  ) {}

  /** What a string token says. */
  get stringValue(): string {
    const source = this.text.slice(this.offset, this.#end);
    return source.includes('\\') ? JSON.parse(source) : source.slice(1, -1);
  }

  next(): void {
    WHITESPACE.lastIndex = this.#end;
    WHITESPACE.test(this.text);
    this.offset = WHITESPACE.lastIndex;
    const first = this.text[this.offset] ?? '';
    this.#end = this.offset + 1;
    if (PUNCTUATION.includes(first)) this.kind = first;
    else if (first === '"') this.#takeString();
    else this.#takeScalar(first);
  }

  /** Goes from a bracket to before the one that closes it, in a text that is known to be JSON. */
  skipToClose(): void {
    const { text } = this;
    let [depth, index] = [1, this.#end];
    for (; depth > 0 && index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit === QUOTE) index = findStringEnd(text, index + 1);
      // Braces and brackets are the same but for one bit, which is all that counts in JSON.
      else if ((unit | 0x20) === OPEN) depth++;
      else if ((unit | 0x20) === CLOSE) depth--;
    }
    this.#end = index - 1;
  }

  #takeString(): void {
    this.kind = '"';
    const end = findStringEnd(this.text, this.#end);
    this.#end = end + 1;
    if (end < 0 || (this.isStrict && !isValidJson(this.text.slice(this.offset, this.#end)))) this.#fault();
  }

  #takeScalar(first: string): void {
    SCALAR_TOKEN.lastIndex = this.offset;
    this.kind = SCALAR_TOKEN.test(this.text) ? '0' : '?';
    if (this.kind === '0') this.#end = SCALAR_TOKEN.lastIndex;
    else if (/[-\d]/.test(first)) this.#fault();
  }

  #fault(): never {
    throw new JsonSyntaxError(this.offset, 'a well-formed string or number');
  }
}

function isValidJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The deepest that a text is gone through: what is open is kept. Of a text that is JSON only the paths are entered. */
const MAX_JSON_DEPTH = 1_000_000;

/** Goes through a JSON text without recursion, so that no depth of brackets can exhaust the stack. */
function* walkJson(scanner: JsonScanner): Generator<JsonEvent> {
  const openHolders: { list: boolean; count: number }[] = [];
  const expectToken = (kind: string, expected: string): void => {
    if (scanner.kind !== kind) throw new JsonSyntaxError(scanner.offset, expected);
    scanner.next();
  };
  scanner.next();
  do {
    const holder = openHolders.at(-1);
    const closing = holder?.list ? ']' : '}';
    if (holder && scanner.kind === closing) {
      openHolders.pop();
      yield { type: 'close', key: '', offset: scanner.offset };
      scanner.next();
      continue;
    }
    if (holder && holder.count > 0) expectToken(',', `"," or "${closing}"`);
    let key = holder?.list ? String(holder.count) : '';
    if (holder && !holder.list) {
      if (scanner.kind === '"') key = scanner.stringValue;
      expectToken('"', 'a member name in double quotes');
      expectToken(':', '":"');
    }
    if (holder) holder.count++;
    const { kind, offset } = scanner;
    const opens = kind === '{' || kind === '[';
    if (!opens && kind !== '"' && kind !== '0') throw new JsonSyntaxError(offset, 'a value');
    yield { type: opens ? 'open' : 'scalar', key, offset };
    if (opens && openHolders.length === MAX_JSON_DEPTH)
      throw new JsonSyntaxError(offset, `at most ${MAX_JSON_DEPTH} open brackets`);
    if (opens) openHolders.push({ list: kind === '[', count: 0 });
    scanner.next();
  } while (openHolders.length > 0);
  if (scanner.kind !== '') throw new JsonSyntaxError(scanner.offset, 'the end of the text');
}

/** The first fault of a text that `JSON.parse` refuses; `undefined` when there is none to be found. */
export function findJsonSyntaxError(text: string): JsonSyntaxError | undefined {
  try {
    for (const _ of walkJson(new JsonScanner(text, true)));
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

/** A key of the paths that are looked for. */
interface PathNode {
  /** Where its value was seen last; -1 before. */
  offset: number;
  /** Where the list or object stands that held it then. */
  holder: number;
  /** Where its last bracket stands; of what has none the same as `offset`. */
  end: number;
  readonly children: Map<string, PathNode>;
}

const createPathNode = (): PathNode => ({ offset: -1, holder: -1, end: -1, children: new Map() });

/**
 * Where the values stand that paths of keys name, found in one pass, as offsets in the same order. Of repeated members
 * the last counts, as for `JSON.parse`, and so does what is below it; a path that leads nowhere ends at the last value
 * on its way.
 */
export const findOffsets = (text: string, paths: readonly (readonly string[])[]): number[] =>
  findPathNodes(text, paths).map(({ offset }) => offset);

/** The same, as texts of the lists and objects that stand there, each with where it begins; of anything else its first unit. */
export const findSlices = (text: string, paths: readonly (readonly string[])[]): { offset: number; text: string }[] =>
  findPathNodes(text, paths).map(({ offset, end }) => ({ offset, text: text.slice(offset, end + 1) }));

function findPathNodes(text: string, paths: readonly (readonly string[])[]): PathNode[] {
  const root = createPathNode();
  for (const path of paths) {
    let current = root;
    for (const key of path) {
      const child = current.children.get(key) ?? createPathNode();
      current.children.set(key, child);
      current = child;
    }
  }
  const openNodes: (PathNode | undefined)[] = [];
  const scanner = new JsonScanner(text, false);
  for (const { type, key, offset } of walkJson(scanner)) {
    if (type === 'close') {
      const closed = openNodes.pop();
      if (closed) closed.end = offset;
      continue;
    }
    const holder = openNodes.at(-1);
    const current = openNodes.length === 0 ? root : holder?.children.get(key);
    if (current) Object.assign(current, { offset, holder: holder?.offset ?? -1, end: offset });
    if (type !== 'open') continue;
    openNodes.push(current);
    if (!current || current.children.size === 0) scanner.skipToClose();
  }
  return paths.map((path) => {
    let current = root;
    for (const key of path) {
      const next = current.children.get(key);
      // What was seen in an object that is dead by now is not there.
      if (!next || next.holder !== current.offset) break;
      current = next;
    }
    return current;
  });
}

/** The same for the JSON in a string of a JSON text, which begins at `start`: offsets in the whole text. */
export function findOffsetsInString(text: string, start: number, paths: readonly (readonly string[])[]): number[] {
  const json: string = JSON.parse(text.slice(start, findStringEnd(text, start + 1) + 1));
  // `at` is where the unit stands; an escape is one unit and takes up two or six.
  let [unit, offsetInText] = [0, start + 1];
  let backslash = text.indexOf('\\', offsetInText);
  return mapAscending(findOffsets(json, paths), (offset) => {
    for (; backslash >= 0 && unit + backslash - offsetInText < offset; backslash = text.indexOf('\\', offsetInText)) {
      unit += backslash - offsetInText + 1;
      offsetInText = backslash + (text[backslash + 1] === 'u' ? 6 : 2);
    }
    return offsetInText + offset - unit;
  });
}

/** The lines and columns of offsets in a text, in the same order. */
export function findPositions(text: string, offsets: readonly number[]): Position[] {
  let [line, start, end] = [1, 0, text.indexOf('\n')];
  return mapAscending(offsets, (offset) => {
    for (; end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return { line, column: offset - start + 1 };
  });
}

/** What becomes of each offset; asked for in ascending order, so that one walk through a text is enough. */
export function mapAscending<T>(offsets: readonly number[], convert: (offset: number) => T): T[] {
  const results: T[] = [];
  for (const [index, offset] of [...offsets.entries()].sort(([, a], [, b]) => a - b)) results[index] = convert(offset);
  return results;
}
