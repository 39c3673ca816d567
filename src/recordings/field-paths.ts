import type { Rule } from '../contract/index.js';

/** The parts of an exchange that a rule can be about. */
export type ExchangePart = Rule['exchangePart'];

/** Where the parts of an exchange stand in the text that it was read from. */
export interface FieldPaths {
  readonly paths: Readonly<Record<ExchangePart, readonly string[]>>;
  /** How the body stands there: as JSON, as a string of JSON, or as what has no places of its own. */
  readonly body: 'json' | 'string' | 'opaque';
}

/** Where they stand in a text that is no JSON as a whole, as offsets. */
export interface FieldOffsets {
  readonly offsets: Readonly<Record<ExchangePart, number>>;
  /** The JSON of the body, and where its units stand in the whole, of ascending ones. */
  readonly body?: { readonly text: string; readonly toSliceOffset: (offset: number) => number } | undefined;
}

/** A layout by the names that lead to path, status, headers and body. */
const createFieldPaths = (
  body: FieldPaths['body'],
  ...[path, status, headers, content]: readonly [string[], string[], string[], string[]]
): FieldPaths => ({
  paths: {
    '/request/path': path,
    '/response/status': status,
    '/response/headers': headers,
    '/response/body': content,
  },
  body,
});

const createHarPaths = (body: FieldPaths['body']): FieldPaths =>
  createFieldPaths(
    body,
    ['request', 'url'],
    ['response', 'status'],
    ['response', 'headers'],
    ['response', 'content', 'text'],
  );

export const fieldPathsByFormat = {
  recording: createFieldPaths(
    'json',
    ['request', 'path'],
    ['response', 'status'],
    ['response', 'headers'],
    ['response', 'body'],
  ),
  recordingWithBodyText: createFieldPaths(
    'string',
    ['request', 'path'],
    ['response', 'status'],
    ['response', 'headers'],
    ['response', 'bodyText'],
  ),
  harEntry: createHarPaths('string'),
  harEntryInBase64: createHarPaths('opaque'),
  /** The body of an answer to a request that nobody knows. */
  bareList: createFieldPaths('json', [], [], [], []),
} as const satisfies Record<string, FieldPaths>;
