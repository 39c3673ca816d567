import { findDockerContext } from './docker-context.js';
import { EngineError } from './engine-error.js';
import type { ImagesClientOptions } from './options.js';
import { type ParsedHost, parseHost } from './parse-host.js';
import { findTlsFolder, readTlsSettings, type TlsSettings, toTlsSettings } from './tls.js';

/** Where an engine is, and the certificates for it. */
export interface EngineEndpoint extends ParsedHost {
  /** The certificates for `node:https`; undefined for plain HTTP. */
  readonly tls: TlsSettings | undefined;
}

/**
 * Finds the engine by the caller's options, the environment and the Docker context in use. Certificate files of
 * `DOCKER_CERT_PATH` are not read if the caller has a `fetch`.
 *
 * Fails with EngineError on an unusable host, a missing context and unreadable certificates.
 */
export function findEngine({
  host,
  tls,
  fetch,
}: Pick<ImagesClientOptions, 'host' | 'tls' | 'fetch'> = {}): EngineEndpoint {
  const context = host?.trim() ? undefined : findDockerContext(process.env);
  const folder = context ? undefined : findTlsFolder(process.env);
  const parsedHost = parseHost(
    context?.host ?? host,
    Boolean(tls ?? context?.tls ?? folder),
    process.env,
    process.platform,
  );
  if (tls && parsedHost.host.startsWith('http://')) {
    throw new EngineError(`${parsedHost.host} speaks no TLS`, { hint: 'Use https:// or tcp:// with `tls`.' });
  }
  if (!parsedHost.secure) return { ...parsedHost, tls: undefined };
  if (!tls && folder && !fetch) return { ...parsedHost, tls: readTlsSettings(folder) };
  return { ...parsedHost, tls: (!tls && context?.tls) || toTlsSettings(tls ?? {}) };
}
