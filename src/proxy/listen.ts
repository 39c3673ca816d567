import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { chmodSync, chownSync, type Stats, statSync } from 'node:fs';
import { BlockList, type Server } from 'node:net';
import { createConnectionError, EngineError } from '../client/engine-error.js';
import type { EngineEndpoint } from '../client/find-engine.js';
import { fillPort, type ParsedHost, parseListenHost } from '../client/parse-host.js';

/** A checked address to listen at. */
export interface ListenAddress {
  readonly parsedHost: ParsedHost;
  /** The resolved address: a name could resolve to another one a moment later. */
  readonly bindAddress: { readonly path: string } | { readonly host: string; readonly port: number };
}

/**
 * Resolves the address to listen at.
 *
 * @param allowPublic whether other machines may reach it
 * @throws EngineError on a host that is no such address
 */
export async function resolveListenAddress(host: string, allowPublic: boolean): Promise<ListenAddress> {
  const parsedHost = parseListenHost(host, process.platform);
  const { address } = parsedHost;
  if ('socketPath' in address) return { parsedHost, bindAddress: { path: address.socketPath } };
  const resolved = await lookup(address.host).catch((error: unknown) => {
    throw createConnectionError(error, parsedHost.host, undefined);
  });
  if (!allowPublic && !loopback.check(resolved.address, resolved.family === 6 ? 'ipv6' : 'ipv4')) {
    const hint = 'Whoever reaches it can do anything with the engine, and so with its machine: --allow-public does it.';
    throw new EngineError(`${parsedHost.host} can be reached from other machines`, { hint });
  }
  return { parsedHost, bindAddress: { host: resolved.address, port: Number(address.port) } };
}

/** The addresses that only this machine reaches; those of IPv4 also as IPv6 writes them. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Listens in front of an engine. A socket gets the permissions of the engine's, and until then the owner's alone.
 *
 * @returns the host with its port
 * @throws what `node:net` throws if it cannot listen, such as EADDRINUSE; the server is closed then
 */
export async function listenOn(
  server: Server,
  { parsedHost, bindAddress }: ListenAddress,
  { address }: EngineEndpoint,
): Promise<string> {
  // Throws if the engine is gone, before anything listens.
  const engineSocket = 'path' in bindAddress && 'socketPath' in address ? statSync(address.socketPath) : undefined;
  const oldUmask = process.umask(0o177);
  try {
    server.listen(bindAddress);
    await once(server, 'listening');
    if ('path' in bindAddress && process.platform !== 'win32') {
      chmodSync(bindAddress.path, engineSocket ? copySocketMode(bindAddress.path, engineSocket) : 0o600);
    }
  } catch (error) {
    server.close();
    throw error;
  } finally {
    process.umask(oldUmask);
  }
  return fillPort(parsedHost, server.address());
}

/** Gives a socket the owner and group of the engine's. Returns its mode, without the group's part if that fails. */
function copySocketMode(path: string, { mode, uid, gid }: Stats): number {
  try {
    chownSync(path, process.geteuid?.() === 0 ? uid : -1, gid);
    return mode & 0o777;
  } catch {
    return mode & 0o707;
  }
}
