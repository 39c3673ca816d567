import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Exchange } from '../contract/index.js';
import { isExchange, whyNoExchange } from './exchange.js';
import { attempt, type RecordingFile } from './files.js';
import { Problem } from './problem.js';

/** How much a gzipped recording may grow to: a bomb ends here. */
const MOST_BYTES = 512 * 1024 * 1024;

/** An exchange with the text that it was read from. */
export interface Recorded {
  readonly exchange: Exchange;
  readonly text: string;
}

/**
 * The exchanges that a file holds.
 *
 * @throws Problem when the file cannot be read, is no UTF-8, no JSON or no recording
 */
export async function* read({ path, name }: RecordingFile): AsyncGenerator<Recorded> {
  const text = decode(
    name,
    attempt(path, () => readFileSync(path)),
  );
  const value = await parse(name, text);
  if (!isExchange(value)) throw new Problem(`${name}: expected a recording, but ${whyNoExchange(value)}`);
  yield { exchange: value, text };
}

function decode(name: string, bytes: Buffer): string {
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(name, bytes) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw new Problem(`${name}: expected UTF-8, found bytes that are none`);
  }
}

function gunzip(name: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new Problem(`${name}: expected gzip, but ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function parse(name: string, text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { placesIn, syntaxFault } = await import('./places.js');
    const fault = syntaxFault(text);
    const { line, column } = placesIn(text)(fault?.offset ?? 0);
    const found =
      fault && fault.offset < text.length ? JSON.stringify(text.slice(fault.offset, fault.offset + 20)) : 'the end';
    throw new Problem(`${name}:${line}:${column}: expected ${fault?.expected ?? 'JSON'}, found ${found}`);
  }
}
