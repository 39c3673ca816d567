import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { explainFileError, InputError, withFileErrors } from './input-error.js';
import { type RecordingFile, STANDARD_INPUT } from './list-files.js';

/** How much is read at a time. What 16 kB of gzip can grow to, a thousand times as much, is still little. */
const CHUNK_BYTES = 64 * 1024;
const GZIP_CHUNK_BYTES = 16 * 1024;

/** The first chunk has so many bytes, if there are as many: enough to tell what they are. */
const MIN_HEAD_BYTES = 1024;

/** Gzip that grows to more than this and to more than so many times its size is a bomb: engines' answers grow by ten. */
const MIN_GZIP_BOMB_BYTES = 128 * 1024 * 1024;
const MAX_GZIP_GROWTH = 200;

/**
 * The bytes of a file or of standard input one chunk after another, unpacked when they are gzipped. A chunk stands until
 * the next is asked for.
 *
 * @throws InputError when there is no such file, and after the chunks before it when gzip is broken or a bomb
 */
export const readFileBytes = ({ path, name }: RecordingFile): AsyncGenerator<Buffer> =>
  gunzipIfNeeded(name, path === STANDARD_INPUT ? readStandardInput() : readFileChunks(path, name));

/**
 * The same bytes, unpacked when they are gzipped.
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

/** First these chunks, then what follows. */
export async function* prependChunks(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

function* readFileChunks(path: string | Buffer, name: string): Generator<Buffer> {
  // A pipe without a writer would be waited for.
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

/** The same bytes with as many in the first chunk as the head needs; what comes before a fault comes all the same. */
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

/** A stream's own iterator forgets, when the stream breaks, what it has unpacked before: so this takes it comes. */
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
