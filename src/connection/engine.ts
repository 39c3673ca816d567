import { type Context, findContext } from './context.js';
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

/** The context of the docker command, where the caller names no engine. */
const contextFor = ({ host }: EngineOptions): Context | undefined =>
  host?.trim() ? undefined : findContext(process.env);

/** Finds where the engine is. Fails with EngineError on a host that it cannot use, and on a context that is not there. */
export function findPlace(options: EngineOptions = {}, context = contextFor(options)): Place {
  const { host, tls } = options;
  const secure = Boolean(tls ?? (context ? context.tls : tlsFolder(process.env)));
  const place = locate(context?.host ?? host, secure, process.env, process.platform);
  if (!tls || !place.host.startsWith('http://')) return place;
  throw new EngineError(`${place.host} speaks no TLS`, { hint: 'Use https:// or tcp:// with `tls`.' });
}

/** Finds the engine. Fails as `findPlace` does, and on certificates that are asked for and cannot be read. */
export function findEngine(options: EngineOptions = {}): Engine {
  const context = contextFor(options);
  const place = findPlace(options, context);
  if (!place.secure) return { ...place, tls: undefined };
  if (options.tls) return { ...place, tls: settingsOf(options.tls) };
  if (context) return { ...place, tls: context.tls ?? settingsOf({}) };
  const folder = tlsFolder(process.env);
  return { ...place, tls: folder ? readTls(folder) : settingsOf({}) };
}
