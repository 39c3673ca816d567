import { lookup } from 'node:dns/promises';
import { chmodSync, chownSync, type Stats, statSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Engine } from '../connection/engine.js';
import { EngineError, failure } from '../connection/error.js';
import { hostWith, locate, type Place } from '../connection/host.js';

/** Where to listen, once that is found to be right. */
export interface Listening {
  readonly place: Place;
  /** The address behind the name, so that it cannot mean another a moment later. */
  readonly at: { readonly path: string } | { readonly host: string; readonly port: number };
}

/**
 * Finds where to listen for an engine, and refuses what would open it to the network unasked.
 *
 * @throws EngineError on a host that cannot be listened at
 */
export async function whereToListen(host: string, allowPublic: boolean): Promise<Listening> {
  const place = locate(host, false, {}, process.platform);
  const { address } = place;
  if (place.secure || place.prefix !== '' || 'ssh' in address) {
    const hint = 'Write unix://PATH or tcp://HOST:PORT.';
    throw new EngineError(`${place.host}: expected a host without TLS, ssh and path to listen at`, { hint });
  }
  if ('socketPath' in address) return { place, at: { path: address.socketPath } };
  const found = await lookup(address.host).catch((error: unknown) => {
    throw failure(error, place.host, undefined);
  });
  if (!allowPublic && !isLoopback(found.address)) {
    const hint = 'Whoever reaches it can do anything with the engine, and so with its machine: --allow-public does it.';
    throw new EngineError(`${place.host} can be reached from other machines`, { hint });
  }
  return { place, at: { host: found.address, port: Number(address.port) } };
}

const isLoopback = (address: string): boolean => /^(::ffff:)?127\./.test(address) || address === '::1';

/**
 * Listens for an engine. A socket can be opened by those who can open that of the engine, and by nobody in between.
 *
 * @returns the host in full
 * @throws what `node:net` throws when it cannot listen there, such as EADDRINUSE
 */
export async function listenAt(server: Server, { place, at }: Listening, { address }: Engine): Promise<string> {
  // Of an engine that is gone this throws, and nothing listens.
  const shared = 'path' in at && 'socketPath' in address ? statSync(address.socketPath) : undefined;
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, resolve);
    });
  } finally {
    process.umask(before);
  }
  if ('path' in at && process.platform !== 'win32') {
    chmodSync(at.path, shared ? modeFor(at.path, shared) : 0o600);
  }
  return hostWith(place, server.address());
}

/** The mode of the engine's socket; without what its group may where ours cannot be given to that group. */
function modeFor(path: string, { mode, uid, gid }: Stats): number {
  try {
    chownSync(path, process.geteuid?.() === 0 ? uid : -1, gid);
    return mode & 0o777;
  } catch {
    return mode & 0o707;
  }
}
