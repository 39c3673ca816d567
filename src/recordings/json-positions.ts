import { createScanner } from 'jsonc-parser';
import { mapAscending } from './positions.js';

/** The place where a text stops being JSON. */
export class JsonSyntaxError extends Error {
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(expected);
  }
}

/** The kinds of tokens that jsonc-parser tells apart: its own `const enum` cannot be imported into isolated modules. */
const TOKEN = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, colon: 6 } as const;
const STRING_TOKEN = 10;
const [FIRST_SCALAR, LAST_SCALAR] = [7, 11];
const WHITESPACE_TOKENS: readonly number[] = [14, 15];
const END_TOKEN = 17;

interface JsonVisitor {
  /** Gets each value by its property name or index in the object or array that holds it; `''` for the outermost. */
  readonly onValue: (key: string, offset: number) => void;
  /** Is called after the last value of an object or array. */
  readonly onClose: () => void;
  /** Whether nothing may follow the value. */
  readonly isWholeText: boolean;
}

/**
 * Visits the values of the JSON that begins at an offset. jsonc-parser's own `visit` is recursive, and so ends at the
 * depth of brackets that exhausts the stack; this ends at none.
 *
 * @throws JsonSyntaxError
 */
function visitJson(text: string, from: number, { onValue, onClose, isWholeText }: JsonVisitor): void {
  const scanner = createScanner(text, false);
  const holders: { readonly isArray: boolean; count: number }[] = [];
  let token = 0;
  const readToken = (): void => {
    do token = scanner.scan();
    while (WHITESPACE_TOKENS.includes(token));
    if (scanner.getTokenError() !== 0) throw createError('a well-formed string or number');
  };
  const createError = (expected: string) => new JsonSyntaxError(scanner.getTokenOffset(), expected);
  const skipToken = (kind: number, expected: string): void => {
    if (token !== kind) throw createError(expected);
    readToken();
  };
  const readKey = (holder: (typeof holders)[number]): string => {
    if (holder.isArray) return String(holder.count);
    const name = scanner.getTokenValue();
    skipToken(STRING_TOKEN, 'a property name in double quotes');
    skipToken(TOKEN.colon, '":"');
    return name;
  };

  scanner.setPosition(from);
  readToken();
  do {
    const holder = holders.at(-1);
    if (holder && token === (holder.isArray ? TOKEN.closeBracket : TOKEN.closeBrace)) {
      holders.pop();
      onClose();
    } else {
      if (holder && holder.count > 0) skipToken(TOKEN.comma, holder.isArray ? '"," or "]"' : '"," or "}"');
      const key = holder ? readKey(holder) : '';
      if (holder) holder.count++;
      const isContainer = token === TOKEN.openBrace || token === TOKEN.openBracket;
      if (!isContainer && (token < FIRST_SCALAR || token > LAST_SCALAR)) throw createError('a value');
      onValue(key, scanner.getTokenOffset());
      if (isContainer) holders.push({ isArray: token === TOKEN.openBracket, count: 0 });
      else onClose();
    }
    if (holders.length > 0 || isWholeText) readToken();
  } while (holders.length > 0);
  if (isWholeText && token !== END_TOKEN) throw createError('the end of the text');
}

/** Returns the first syntax error of a text that `JSON.parse` refuses; `undefined` when it is JSON. */
export function findJsonSyntaxError(text: string): JsonSyntaxError | undefined {
  try {
    visitJson(text, 0, { onValue: () => {}, onClose: () => {}, isWholeText: true });
    return undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
}

/** A key of the paths that are looked for. */
interface PathNode {
  /** The offset of the value that was found last; -1 before. */
  offset: number;
  /** The offset of the object or array that held it. */
  holderOffset: number;
  readonly children: Map<string, PathNode>;
}

const createPathNode = (): PathNode => ({ offset: -1, holderOffset: -1, children: new Map() });

/**
 * Finds the values at paths of keys in one pass, and returns their offsets in the same order. Of repeated properties the
 * last counts, as for `JSON.parse`, and so does what is below it. A path that leads nowhere has the offset of the last
 * value on its way.
 *
 * @param from the offset where the JSON begins
 */
export function findOffsets(text: string, paths: readonly (readonly string[])[], from = 0): number[] {
  const root = createPathNode();
  for (const path of paths) {
    let node = root;
    for (const key of path) {
      const child = node.children.get(key) ?? createPathNode();
      node.children.set(key, child);
      node = child;
    }
  }
  const holders: (PathNode | undefined)[] = [];
  visitJson(text, from, {
    onValue: (key, offset) => {
      const holder = holders.at(-1);
      const node = holders.length === 0 ? root : holder?.children.get(key);
      if (node) Object.assign(node, { offset, holderOffset: holder?.offset ?? -1 });
      holders.push(node);
    },
    onClose: () => void holders.pop(),
    isWholeText: false,
  });
  return paths.map((path) => {
    let node = root;
    for (const key of path) {
      const child = node.children.get(key);
      // A value in an object that a repeated property replaces does not count.
      if (!child || child.holderOffset !== node.offset) break;
      node = child;
    }
    return node.offset;
  });
}

/**
 * Like `findOffsets`, for JSON that stands in the text as a string.
 *
 * @param json what the string says
 * @param start the offset of the string's first quote
 */
export function findOffsetsInString(
  text: string,
  start: number,
  json: string,
  paths: readonly (readonly string[])[],
): number[] {
  // `unit` is the offset in `json` of what stands at `offsetInText`; an escape is one unit, and takes two or six.
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
