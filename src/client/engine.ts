import { EngineError } from './error.js';
import { locate, type Place } from './host.js';
import { readTls, settingsOf, type TlsOptions, type TlsSettings, tlsFolder } from './tls.js';

/** An engine that can be asked: where it is, and the certificates for it. */
export interface Engine extends Place {
  /** What `node:https` needs; undefined where plain HTTP is spoken. */
  readonly tls: TlsSettings | undefined;
}

/** Which engine: what is undefined, the environment says. */
export interface EngineOptions {
  readonly host?: string | undefined;
  readonly tls?: TlsOptions | undefined;
}

/** Finds where the engine is, without a look at files. Fails with EngineError on a host that it cannot use. */
export function findPlace({ host, tls }: EngineOptions = {}): Place {
  const place = locate(host, Boolean(tls ?? tlsFolder(process.env)), process.env, process.platform);
  if (!tls || !place.host.startsWith('http://')) return place;
  throw new EngineError(`${place.host} speaks no TLS`, { hint: 'Use https:// or tcp:// with `tls`.' });
}

/** Finds the engine. Fails as `findPlace` does, and on certificates that are asked for and cannot be read. */
export function findEngine(options: EngineOptions = {}): Engine {
  const place = findPlace(options);
  if (!place.secure) return { ...place, tls: undefined };
  const folder = options.tls ? undefined : tlsFolder(process.env);
  return { ...place, tls: folder ? readTls(folder) : settingsOf(options.tls ?? {}) };
}
