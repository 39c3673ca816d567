import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { attempt, problemOf, type RecordingFile, STANDARD_INPUT } from './files.js';
import { Problem } from './problem.js';

/** How much is read at a time. What 16 kB of gzip can grow to, a thousand times as much, is still little. */
const CHUNK = 64 * 1024;
const PACKED_CHUNK = 16 * 1024;

/** The first chunk has so many bytes, if there are as many: enough to tell what they are. */
const HEAD = 1024;

/** Gzip that grows to more than this and to more than so many times its size is a bomb: engines' answers grow by ten. */
const SUSPECT_BYTES = 128 * 1024 * 1024;
const SUSPECT_GROWTH = 200;

/**
 * The bytes of a file or of standard input one chunk after another, unpacked when they are gzipped. A chunk stands until
 * the next is asked for.
 *
 * @throws Problem when there is no such file, and after the chunks before it when gzip is broken or a bomb
 */
export const bytesOf = ({ path, name }: RecordingFile): AsyncGenerator<Buffer> =>
  unpacked(name, path === STANDARD_INPUT ? standardInput() : chunksOf(path, name));

/**
 * The same bytes, unpacked when they are gzipped.
 *
 * @throws Problem after the chunks before it when gzip is broken or a bomb
 */
export async function* unpacked(
  name: string,
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<Buffer> {
  const whole = withHead(chunks);
  const { value: head } = await whole.next();
  if (!head) return;
  const all = after([head], whole);
  yield* head[0] === 0x1f && head[1] === 0x8b ? withHead(gunzip(name, all)) : all;
}

/** First these chunks, then what follows. */
export async function* after(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

function* chunksOf(path: string | Buffer, name: string): Generator<Buffer> {
  // A pipe without a writer would be waited for.
  const file = attempt(name, () => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new Problem(`${name}: it is a folder`);
    if (!stat.isFile()) throw new Problem(`${name}: it is no file; a pipe is read as -, from standard input`);
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(stat.size, HEAD)));
    for (;;) {
      const size = attempt(name, () => readSync(file, chunk));
      if (size === 0) return;
      yield chunk.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}

async function* standardInput(): AsyncGenerator<Buffer> {
  try {
    yield* process.stdin;
  } catch (error) {
    throw problemOf('-', error);
  }
}

/** The same bytes with as many in the first chunk as the head needs; what comes before a fault comes all the same. */
async function* withHead(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let fault: { error: unknown } | undefined;
  try {
    for await (const chunk of chunks) {
      head = head && Buffer.concat([head, chunk]);
      if (head && head.length < HEAD) continue;
      yield head ?? chunk;
      head = undefined;
    }
  } catch (error) {
    fault = { error };
  }
  if (head && head.length > 0) yield head;
  if (fault) throw fault.error;
}

/** A stream's own iterator forgets, when the stream breaks, what it has unpacked before: so this takes it as it comes. */
async function* gunzip(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip();
  const unpacked: Buffer[] = [];
  let broken: Error | undefined;
  let [packed, grown] = [0, 0];
  const closed = new Promise<void>((resolve) => void stream.once('close', resolve));
  stream.on('error', (error) => {
    broken = error;
  });
  stream.on('data', (chunk: Buffer) => {
    unpacked.push(chunk);
    grown += chunk.length;
  });
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length && !broken; at += PACKED_CHUNK) {
        const part = chunk.subarray(at, at + PACKED_CHUNK);
        packed += part.length;
        await Promise.race([closed, new Promise<void>((resolve) => void stream.write(part, () => resolve()))]);
        yield* unpacked.splice(0);
        if (grown > SUSPECT_BYTES && grown > SUSPECT_GROWTH * packed) {
          const times = Math.round(grown / packed);
          throw new Problem(`${name}: gzip that grows to ${times} times its size: read no further, it may be a bomb`);
        }
      }
    }
    stream.end();
    await closed;
    yield* unpacked.splice(0);
    if (broken) throw new Problem(`${name}: expected gzip, but ${broken.message}`);
  } finally {
    stream.destroy();
  }
}
