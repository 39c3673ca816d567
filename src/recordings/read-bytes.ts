import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { explainFileError, InputError, withFileErrors } from './input-error.js';
import { type RecordingFile, STANDARD_INPUT } from './list-files.js';

/** The bytes that are read at a time. 16 kB of gzip grow to 16 MB at most. */
const CHUNK_BYTES = 64 * 1024;
const GZIP_CHUNK_BYTES = 16 * 1024;

/** The least size of the first chunk of a longer stream: enough to detect the format. */
const MIN_HEAD_BYTES = 1024;

/** Gzip that grows to more than this, and to more than so many times its size, is a bomb. Responses grow tenfold. */
const MIN_GZIP_BOMB_BYTES = 128 * 1024 * 1024;
const MAX_GZIP_GROWTH = 200;

/**
 * Reads a file or standard input in chunks, and unpacks gzip. A chunk is valid until the next is asked for.
 *
 * @throws InputError when there is no such file, and after the chunks before it when gzip is broken or a bomb
 */
export const readFileBytes = ({ path, name }: RecordingFile): AsyncGenerator<Buffer> =>
  gunzipIfNeeded(name, path === STANDARD_INPUT ? readStandardInput() : readFileChunks(path, name));

/**
 * Unpacks a stream when it is gzipped.
 *
 * @throws InputError after the chunks before it when gzip is broken or a bomb
 */
export async function* gunzipIfNeeded(
  name: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer> {
  const joined = joinHead(chunks);
  const { value: head } = await joined.next();
  if (!head) return;
  const all = prependChunks([head], joined);
  yield* head[0] === 0x1f && head[1] === 0x8b ? joinHead(gunzipChunks(name, all)) : all;
}

export async function* prependChunks(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

function* readFileChunks(path: string | Buffer, name: string): Generator<Buffer> {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  const file = withFileErrors('read', name, () => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new InputError(`${name}: it is a folder`);
    if (!stat.isFile()) throw new InputError(`${name}: it is no file; a pipe is read as -, from standard input`);
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(stat.size, MIN_HEAD_BYTES)));
    for (;;) {
      const size = withFileErrors('read', name, () => readSync(file, chunk));
      if (size === 0) return;
      yield chunk.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}

async function* readStandardInput(): AsyncGenerator<Buffer> {
  try {
    yield* process.stdin;
  } catch (error) {
    throw explainFileError('read', '-', error);
  }
}

/** Joins the first chunks until they are long enough to detect the format. An error comes after the chunks before it. */
async function* joinHead(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let failure: { error: unknown } | undefined;
  try {
    for await (const chunk of chunks) {
      head = head && Buffer.concat([head, chunk]);
      if (head && head.length < MIN_HEAD_BYTES) continue;
      yield head ?? chunk;
      head = undefined;
    }
  } catch (error) {
    failure = { error };
  }
  if (head && head.length > 0) yield head;
  if (failure) throw failure.error;
}

/** Unpacks gzip. The stream's own iterator would drop, when the stream breaks, what it has unpacked before. */
async function* gunzipChunks(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip();
  const unpacked: Buffer[] = [];
  let streamError: Error | undefined;
  let [inputSize, outputSize] = [0, 0];
  const closed = new Promise<void>((resolve) => void stream.once('close', resolve));
  stream.on('error', (error) => {
    streamError = error;
  });
  stream.on('data', (chunk: Buffer) => {
    unpacked.push(chunk);
    outputSize += chunk.length;
  });
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !streamError; at += GZIP_CHUNK_BYTES) {
        const input = chunk.subarray(at, at + GZIP_CHUNK_BYTES);
        inputSize += input.length;
        await Promise.race([closed, new Promise<void>((resolve) => void stream.write(input, () => resolve()))]);
        yield* unpacked.splice(0);
        if (outputSize > MIN_GZIP_BOMB_BYTES && outputSize > MAX_GZIP_GROWTH * inputSize) {
          const times = Math.round(outputSize / inputSize);
          throw new InputError(
            `${name}: gzip that grows to ${times} times its size: read no further, it may be a bomb`,
          );
        }
      }
    }
    stream.end();
    await closed;
    yield* unpacked.splice(0);
    if (streamError) throw new InputError(`${name}: expected gzip, but ${streamError.message}`);
  } finally {
    stream.destroy();
  }
}
