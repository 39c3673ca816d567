import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './engine-error.js';
import { type Environment, getConfigFolder, readTextFile, type TlsSettings } from './tls.js';

/** The engine of a context of the docker command; Docker Desktop, Colima and Rancher Desktop create one. */
export interface DockerContext {
  /** The host, in the form of `DOCKER_HOST`. */
  readonly host: string;
  /** The certificates; undefined for plain HTTP. */
  readonly tls: TlsSettings | undefined;
}

/**
 * Finds the context that the docker command would use: none with `DOCKER_HOST`, else that of `DOCKER_CONTEXT`, else
 * `currentContext` of its configuration; an empty value counts as none. Undefined without one and for `default`.
 *
 * Fails with EngineError on a context that is missing or unreadable.
 */
export function findDockerContext(env: Environment): DockerContext | undefined {
  if (env.DOCKER_HOST) return undefined;
  const folder = getConfigFolder(env);
  // Like the docker command, without its warning, an unreadable configuration counts as none.
  const name = env.DOCKER_CONTEXT || readJsonObject(join(folder, 'config.json')).currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') return undefined;
  return readDockerContext(join(folder, 'contexts'), name);
}

function readDockerContext(contextsFolder: string, name: string): DockerContext {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(contextsFolder, 'meta', id, 'meta.json');
  const readHint = 'Fix its permissions, or set DOCKER_HOST.';
  const text = readTextFile(file, readHint);
  if (text === undefined) throw createMissingError(contextsFolder, name);
  const { Host: host, SkipTLSVerify: isUnverified } = Object(Object(parseJsonObject(text).Endpoints).docker);
  if (typeof host !== 'string' || host === '') {
    const hint = `Make the context again: \`docker context rm ${name}\`, then \`docker context create ${name}\`.`;
    throw new EngineError(`${file}: expected JSON with Endpoints.docker.Host, found something else`, { hint });
  }
  const readPem = (part: string) => readTextFile(join(contextsFolder, 'tls', id, 'docker', `${part}.pem`), readHint);
  const [ca, cert, key] = ['ca', 'cert', 'key'].map(readPem);
  const rejectUnauthorized = isUnverified !== true;
  const speaksTls = !rejectUnauthorized || ca !== undefined || cert !== undefined || key !== undefined;
  return { host, tls: speaksTls ? { ca, cert, key, rejectUnauthorized } : undefined };
}

function createMissingError(contextsFolder: string, name: string): EngineError {
  const known = listContextNames(join(contextsFolder, 'meta'));
  const others = known.length > 0 ? `Known are ${known.join(', ')}.` : 'There is none.';
  return new EngineError(`there is no docker context "${name}" in ${contextsFolder}`, {
    hint: `${others} Set DOCKER_CONTEXT to another or to "default", run \`docker context use\`, or set DOCKER_HOST.`,
  });
}

function listContextNames(folder: string): string[] {
  try {
    const names = readdirSync(folder).map((id) => readJsonObject(join(folder, id, 'meta.json')).Name);
    return names.filter((name) => typeof name === 'string').sort();
  } catch {
    return [];
  }
}

function readJsonObject(file: string): Record<string, unknown> {
  try {
    return parseJsonObject(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** Parses a JSON object; an empty one for anything else. */
function parseJsonObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
