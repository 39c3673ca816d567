import type { Rule } from '../contract/index.js';

/** The parts of an exchange that a rule can be about. */
export type Part = Rule['place'];

/** Where the parts of an exchange stand in the text that it was read from. */
export interface Layout {
  readonly paths: Readonly<Record<Part, readonly string[]>>;
  /** How the body stands there: as JSON, as a string of JSON, or as what has no places of its own. */
  readonly body: 'json' | 'quoted' | 'opaque';
}

/** Where they stand in a text that is no JSON as a whole, as offsets. */
export interface Located {
  readonly parts: Readonly<Record<Part, number>>;
  /** The JSON of the body, and where its units stand in the whole, of ascending ones. */
  readonly body?: { readonly text: string; readonly inWhole: (offset: number) => number } | undefined;
}

/** A layout by the names that lead to path, status, headers and body. */
const layoutOf = (
  body: Layout['body'],
  ...[path, status, headers, content]: readonly [string[], string[], string[], string[]]
): Layout => ({
  paths: {
    '/request/path': path,
    '/response/status': status,
    '/response/headers': headers,
    '/response/body': content,
  },
  body,
});

const entry = (body: Layout['body']): Layout =>
  layoutOf(body, ['request', 'url'], ['response', 'status'], ['response', 'headers'], ['response', 'content', 'text']);

export const layouts = {
  recording: layoutOf(
    'json',
    ['request', 'path'],
    ['response', 'status'],
    ['response', 'headers'],
    ['response', 'body'],
  ),
  'recording with bodyText': layoutOf(
    'quoted',
    ['request', 'path'],
    ['response', 'status'],
    ['response', 'headers'],
    ['response', 'bodyText'],
  ),
  'HAR entry': entry('quoted'),
  'HAR entry in base64': entry('opaque'),
  /** The body of an answer to a request that nobody knows. */
  list: layoutOf('json', [], [], [], []),
} as const satisfies Record<string, Layout>;
