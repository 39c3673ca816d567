import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Exchange } from './examples.js';

/** What a recording holds, gzipped or not. Not by src/recordings, which needs what is generated. */
export function readRecording(path: string): Exchange {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}
