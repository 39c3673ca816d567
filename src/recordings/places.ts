import jsonc from 'jsonc-parser';

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

// jsonc-parser's SyntaxKind is an ambient const enum, which isolated modules cannot read.
const kinds = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6 } as const;
const STRING = 10;
const SCALARS = [7, 8, 9, STRING, 11];
const BLANKS = [14, 15];
const END = 17;

/** One token of the text: its kind, where it starts, and its text when it is a string. */
function tokenizer(text: string): () => { kind: number; offset: number; text: string } {
  const scanner = jsonc.createScanner(text);
  return () => {
    let kind: number = scanner.scan();
    while (BLANKS.includes(kind)) kind = scanner.scan();
    const offset = scanner.getTokenOffset();
    if (scanner.getTokenError() !== 0) throw new SyntaxFault(offset, 'a well-formed string or number');
    return { kind, offset, text: kind === STRING ? scanner.getTokenValue() : '' };
  };
}

/** Goes through a JSON text without recursion, so that no depth of brackets can exhaust the stack. */
function* events(text: string): Generator<Event> {
  const next = tokenizer(text);
  const open: { list: boolean; count: number }[] = [];
  let token = next();
  const take = (kind: number, expected: string): void => {
    if (token.kind !== kind) throw new SyntaxFault(token.offset, expected);
    token = next();
  };
  do {
    const holder = open.at(-1);
    const closing = holder?.list ? kinds.closeBracket : kinds.closeBrace;
    if (holder && token.kind === closing) {
      open.pop();
      yield { type: 'close', key: '', offset: token.offset };
      token = next();
      continue;
    }
    if (holder && holder.count > 0) take(kinds.comma, `"," or "${holder.list ? ']' : '}'}"`);
    let key = holder?.list ? String(holder.count) : '';
    if (holder && !holder.list) {
      key = token.text;
      take(STRING, 'a member name in double quotes');
      take(kinds.colon, '":"');
    }
    if (holder) holder.count++;
    const { kind, offset } = token;
    const opens = kind === kinds.openBrace || kind === kinds.openBracket;
    if (!opens && !SCALARS.includes(kind)) throw new SyntaxFault(offset, 'a value');
    yield { type: opens ? 'open' : 'scalar', key, offset };
    if (opens) open.push({ list: kind === kinds.openBracket, count: 0 });
    token = next();
  } while (open.length > 0);
  if (token.kind !== END) throw new SyntaxFault(token.offset, 'the end of the text');
}

/** The first fault of a text that `JSON.parse` refuses; `undefined` when there is none to be found. */
export function syntaxFault(text: string): SyntaxFault | undefined {
  try {
    for (const _ of events(text));
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
  for (const { type, key, offset } of events(text)) {
    if (type === 'close') {
      open.pop();
      continue;
    }
    const node = open.length === 0 ? root : open.at(-1)?.children.get(key);
    if (node) node.offset = offset;
    if (type === 'open') open.push(node);
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
