/** Certificates for an engine that speaks TLS, from the caller or the environment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './engine-error.js';

/**
 * Certificates for an engine that speaks TLS, each as PEM text or bytes. With them the engine is always verified.
 *
 * @example
 * import { readFileSync } from 'node:fs';
 * import { createImagesClient, type TlsOptions } from 'docker-images-contract/client';
 *
 * const tls: TlsOptions = { ca: readFileSync('ca.pem'), cert: readFileSync('cert.pem'), key: readFileSync('key.pem') };
 * const client = createImagesClient({ host: 'tcp://build-host:2376', tls });
 */
export interface TlsOptions {
  /** The authority that signs the engine's certificate. Default: the authorities of the system. */
  readonly ca?: string | Uint8Array | undefined;
  /** The client's certificate; undefined if the engine does not require one. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`, not encrypted. */
  readonly key?: string | Uint8Array | undefined;
}

/** The folder of certificates that the environment names. */
export interface TlsFolder {
  readonly folder: string;
  /** Whether the engine is verified. */
  readonly verify: boolean;
}

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Options of `node:https`, as PEM text: `Buffer` in a declaration would require Node's types. */
export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/**
 * Finds the certificates of the environment: TLS if one of the three variables is not empty, verified if
 * `DOCKER_TLS_VERIFY` is not, even as "0". The docker command turns TLS on by `DOCKER_TLS` or `DOCKER_TLS_VERIFY` and
 * defaults to its configuration folder; Docker's Go client turns it on by `DOCKER_CERT_PATH` alone.
 */
export function findTlsFolder(env: Environment): TlsFolder | undefined {
  const { DOCKER_TLS_VERIFY: verify, DOCKER_TLS: tls, DOCKER_CERT_PATH: certificates } = env;
  if (!verify && !tls && !certificates) return undefined;
  return { folder: certificates || getConfigFolder(env), verify: Boolean(verify) };
}

/** Returns the configuration folder of the docker command. */
export const getConfigFolder = ({ DOCKER_CONFIG: config, HOME: home, USERPROFILE: profile }: Environment): string =>
  config || join(home || profile || '', '.docker');

/** Reads `ca.pem`, which is required to verify, and `cert.pem` and `key.pem`, which are optional. */
export function readTlsSettings({ folder, verify }: TlsFolder): TlsSettings {
  const hint =
    'Put ca.pem, cert.pem and key.pem there, let DOCKER_CERT_PATH name their folder, or unset DOCKER_TLS_VERIFY.';
  return {
    ca: verify ? readTextFile(join(folder, 'ca.pem'), hint, true) : undefined,
    cert: readTextFile(join(folder, 'cert.pem'), hint),
    key: readTextFile(join(folder, 'key.pem'), hint),
    rejectUnauthorized: verify,
  };
}

/** Reads a file; undefined if it is missing and not required. Fails with EngineError on any other failure. */
export function readTextFile(file: string, hint: string, isRequired = false): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && !isRequired) return undefined;
    throw new EngineError(`cannot read ${file}`, { hint, cause });
  }
}

/** Converts the caller's certificates. */
export function toTlsSettings({ ca, cert, key }: TlsOptions): TlsSettings {
  const toPemText = (pem: string | Uint8Array | undefined) =>
    pem instanceof Uint8Array ? Buffer.from(pem).toString() : pem;
  return { ca: toPemText(ca), cert: toPemText(cert), key: toPemText(key), rejectUnauthorized: true };
}
