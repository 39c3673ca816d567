import { findDockerContext } from './docker-context.js';
import { EngineError } from './engine-error.js';
import { type ParsedHost, parseHost } from './parse-host.js';
import { findTlsFolder, readTlsSettings, type TlsOptions, type TlsSettings, toTlsSettings } from './tls.js';

/** Where an engine is, and the certificates for it. */
export interface EngineEndpoint extends ParsedHost {
  /** The certificates for `node:https`; undefined for plain HTTP. */
  readonly tls: TlsSettings | undefined;
}

/** The engine that the caller names. The environment decides what is undefined. */
export interface EngineOptions {
  readonly host?: string | undefined;
  readonly tls?: TlsOptions | undefined;
}

/**
 * Finds the engine by the caller's options, the environment and the Docker context in use. Certificate files of
 * `DOCKER_CERT_PATH` are read only if `readsCertificates`.
 *
 * Fails with EngineError on an unusable host, a missing context and unreadable certificates.
 */
export function findEngine({ host, tls }: EngineOptions = {}, readsCertificates = true): EngineEndpoint {
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
  if (!tls && folder && readsCertificates) return { ...parsedHost, tls: readTlsSettings(folder) };
  return { ...parsedHost, tls: (!tls && context?.tls) || toTlsSettings(tls ?? {}) };
}
