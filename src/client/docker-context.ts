import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from './engine-error.js';
import { type Environment, getConfigFolder, type TlsSettings } from './tls.js';

/** What a context of the docker command says of an engine; Docker Desktop, Colima and Rancher Desktop are found by one. */
export interface DockerContext {
  /** The host, as `DOCKER_HOST` has it. */
  readonly host: string;
  /** The certificates; undefined where plain HTTP is spoken. */
  readonly tls: TlsSettings | undefined;
}

/**
 * Finds the context that the docker command would use: none with `DOCKER_HOST`, else the one of `DOCKER_CONTEXT`, else
 * `currentContext` of its configuration, each where it is not empty. Undefined for none and for `default`.
 *
 * Fails with EngineError on a context that is not there or cannot be read.
 */
export function findDockerContext(env: Environment): DockerContext | undefined {
  const folder = getConfigFolder(env);
  const name = env.DOCKER_HOST ? undefined : env.DOCKER_CONTEXT || readCurrentContextName(folder);
  return !name || name === 'default' ? undefined : readDockerContext(join(folder, 'contexts'), name);
}

/** As the docker command does, without its warning: a configuration that cannot be read says nothing. */
function readCurrentContextName(folder: string): string | undefined {
  try {
    const { currentContext: name } = Object(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')));
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

function readDockerContext(contextsFolder: string, name: string): DockerContext {
  const id = createHash('sha256').update(name).digest('hex');
  const file = join(contextsFolder, 'meta', id, 'meta.json');
  const text = readFileIfPresent(file);
  if (text === undefined)
    throw new EngineError(`there is no docker context "${name}" in ${contextsFolder}`, {
      hint: formatKnownContexts(contextsFolder),
    });
  const endpoint = parseEndpoint(text);
  if (!endpoint) {
    const hint = `Make the context again: \`docker context rm ${name}\`, then \`docker context create ${name}\`.`;
    throw new EngineError(`${file}: expected JSON with Endpoints.docker.Host, found something else`, { hint });
  }
  const readPem = (part: string) => readFileIfPresent(join(contextsFolder, 'tls', id, 'docker', `${part}.pem`));
  const [ca, cert, key] = ['ca', 'cert', 'key'].map(readPem);
  const speaksTls = endpoint.unverified || ca !== undefined || cert !== undefined || key !== undefined;
  return {
    host: endpoint.host,
    tls: speaksTls ? { ca, cert, key, rejectUnauthorized: !endpoint.unverified } : undefined,
  };
}

/** The docker endpoint of a context's `meta.json`; undefined when it says none. */
function parseEndpoint(text: string): { host: string; unverified: boolean } | undefined {
  try {
    const { Host: host, SkipTLSVerify: unverified } = Object(Object(Object(JSON.parse(text)).Endpoints).docker);
    return typeof host === 'string' && host !== '' ? { host, unverified: unverified === true } : undefined;
  } catch {
    return undefined;
  }
}

/** What to do when a context is not there: those that are. */
function formatKnownContexts(contextsFolder: string): string {
  const names = listContextNames(join(contextsFolder, 'meta'));
  const others = names.length > 0 ? `Known are ${names.join(', ')}.` : 'There is none.';
  return `${others} Set DOCKER_CONTEXT to another or to "default", run \`docker context use\`, or set DOCKER_HOST.`;
}

function listContextNames(folder: string): string[] {
  const runOrEmpty = <T>(action: () => T[]): T[] => {
    try {
      return action();
    } catch {
      return [];
    }
  };
  const readName = (id: string): string[] => [
    Object(JSON.parse(readFileSync(join(folder, id, 'meta.json'), 'utf8'))).Name,
  ];
  return runOrEmpty(() => readdirSync(folder))
    .flatMap((id) => runOrEmpty(() => readName(id)))
    .sort();
}

/** The text of a file; undefined where there is none. */
function readFileIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new EngineError(`cannot read ${file}`, { hint: 'Mend its permissions, or set DOCKER_HOST.', cause });
  }
}
