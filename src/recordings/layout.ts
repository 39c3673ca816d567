import type { Rule } from '../contract/index.js';

/** Where the parts of an exchange stand in the text that it was read from. */
export interface Layout {
  readonly paths: Readonly<Record<Rule['place'], readonly string[]>>;
  /** How the body stands there: as JSON, as a string of JSON, or as what has no places of its own. */
  readonly body: 'json' | 'quoted' | 'opaque';
}

const recording = {
  '/request/path': ['request', 'path'],
  '/response/status': ['response', 'status'],
  '/response/headers': ['response', 'headers'],
  '/response/body': ['response', 'body'],
} as const;

const entry = {
  '/request/path': ['request', 'url'],
  '/response/status': ['response', 'status'],
  '/response/headers': ['response', 'headers'],
  '/response/body': ['response', 'content', 'text'],
} as const;

const list = { '/request/path': [], '/response/status': [], '/response/headers': [], '/response/body': [] } as const;

export const layouts = {
  recording: { paths: recording, body: 'json' },
  'recording with bodyText': { paths: { ...recording, '/response/body': ['response', 'bodyText'] }, body: 'quoted' },
  'HAR entry': { paths: entry, body: 'quoted' },
  'HAR entry in base64': { paths: entry, body: 'opaque' },
  list: { paths: list, body: 'json' },
} as const satisfies Record<string, Layout>;
