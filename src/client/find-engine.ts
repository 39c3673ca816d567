import { type DockerContext, findDockerContext } from './docker-context.js';
import { EngineError } from './engine-error.js';
import { type ParsedHost, parseHost } from './parse-host.js';
import { findTlsFolder, readTlsSettings, type TlsOptions, type TlsSettings, toTlsSettings } from './tls.js';

/** An engine that can be asked: where it is, and the certificates for it. */
export interface EngineEndpoint extends ParsedHost {
  /** What `node:https` needs; undefined where plain HTTP is spoken. */
  readonly tls: TlsSettings | undefined;
}

/** Which engine: what is undefined, the environment says. */
export interface EngineOptions {
  readonly host?: string | undefined;
  readonly tls?: TlsOptions | undefined;
}

/** The context of the docker command, where the caller names no engine. */
const findDefaultContext = ({ host }: EngineOptions): DockerContext | undefined =>
  host?.trim() ? undefined : findDockerContext(process.env);

/** Finds where the engine is. Fails with EngineError on a host that it cannot use, and on a context that is not there. */
export function findHost(options: EngineOptions = {}, context = findDefaultContext(options)): ParsedHost {
  const { host, tls } = options;
  const secure = Boolean(tls ?? (context ? context.tls : findTlsFolder(process.env)));
  const parsedHost = parseHost(context?.host ?? host, secure, process.env, process.platform);
  if (!tls || !parsedHost.host.startsWith('http://')) return parsedHost;
  throw new EngineError(`${parsedHost.host} speaks no TLS`, { hint: 'Use https:// or tcp:// with `tls`.' });
}

/** Finds the engine. Fails as `findPlace` does, and on certificates that are asked for and cannot be read. */
export function findEngine(options: EngineOptions = {}): EngineEndpoint {
  const context = findDefaultContext(options);
  const parsedHost = findHost(options, context);
  if (!parsedHost.secure) return { ...parsedHost, tls: undefined };
  if (options.tls) return { ...parsedHost, tls: toTlsSettings(options.tls) };
  if (context) return { ...parsedHost, tls: context.tls ?? toTlsSettings({}) };
  const folder = findTlsFolder(process.env);
  return { ...parsedHost, tls: folder ? readTlsSettings(folder) : toTlsSettings({}) };
}
