import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './engine-error.js';

/**
 * Certificates for an engine that speaks TLS, each as PEM text or bytes. With these the engine is always verified.
 *
 * @example
 * import { readFileSync } from 'node:fs';
 * import { createImagesClient, type TlsOptions } from 'docker-images-contract/client';
 *
 * const tls: TlsOptions = { ca: readFileSync('ca.pem'), cert: readFileSync('cert.pem'), key: readFileSync('key.pem') };
 * const client = createImagesClient({ host: 'tcp://build-host:2376', tls });
 */
export interface TlsOptions {
  /** Who signs for the engine; the system's authorities when undefined. */
  readonly ca?: string | Uint8Array | undefined;
  /** Who we are; undefined when the engine does not ask. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`, not encrypted. */
  readonly key?: string | Uint8Array | undefined;
}

/** Where the environment keeps certificates, and whether it wants the engine verified. */
export interface TlsFolder {
  readonly folder: string;
  readonly verify: boolean;
}

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What `node:https` takes, as PEM text: `Buffer` in a declaration would ask consumers for Node's types. */
export interface TlsSettings {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/**
 * What the environment wants: TLS when any of the three variables is not empty, verified when `DOCKER_TLS_VERIFY` is,
 * whatever it says ("0" too). The docker command turns TLS on by `DOCKER_TLS` or `DOCKER_TLS_VERIFY` and looks in its
 * configuration folder when there is no `DOCKER_CERT_PATH`; Docker's Go client turns it on by `DOCKER_CERT_PATH` alone.
 */
export function findTlsFolder(env: Environment): TlsFolder | undefined {
  const { DOCKER_TLS_VERIFY: verify, DOCKER_TLS: tls, DOCKER_CERT_PATH: certificates } = env;
  if (!verify && !tls && !certificates) return undefined;
  return { folder: certificates || getConfigFolder(env), verify: Boolean(verify) };
}

/** Where the docker command keeps its configuration. */
export const getConfigFolder = (env: Environment): string =>
  env.DOCKER_CONFIG || join(env.HOME || env.USERPROFILE || '', '.docker');

/** Reads `ca.pem`, which must be there to verify, and `cert.pem` and `key.pem`, which need not be. */
export function readTlsSettings({ folder, verify }: TlsFolder): TlsSettings {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
      if (missing && name !== 'ca.pem') return undefined;
      const hint =
        'Put ca.pem, cert.pem and key.pem there, let DOCKER_CERT_PATH name their folder, or unset DOCKER_TLS_VERIFY.';
      throw new EngineError(`cannot read ${join(folder, name)}`, { hint, cause });
    }
  };
  return {
    ca: verify ? read('ca.pem') : undefined,
    cert: read('cert.pem'),
    key: read('key.pem'),
    rejectUnauthorized: verify,
  };
}

/** The caller's own certificates. */
export function toTlsSettings({ ca, cert, key }: TlsOptions): TlsSettings {
  const toPemText = (pem: string | Uint8Array | undefined) =>
    pem instanceof Uint8Array ? Buffer.from(pem).toString() : pem;
  return { ca: toPemText(ca), cert: toPemText(cert), key: toPemText(key), rejectUnauthorized: true };
}
