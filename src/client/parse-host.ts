import { EngineError } from './engine-error.js';
import type { Environment } from './tls.js';

/** Where an engine is, by the text of its host alone: no file read, no socket opened. */
export interface ParsedHost {
  /** The host in full, for a person to read. */
  readonly host: string;
  /** What to connect to. */
  readonly address: EngineAddress;
  /** Whether to speak TLS. */
  readonly secure: boolean;
  /** What request URLs begin with, the path prefix included, without a slash at the end. */
  readonly origin: string;
  /** What request paths begin with: empty, or a slash and more. */
  readonly prefix: string;
}

/** A socket or a pipe, a server, or the words of an `ssh` command that connects its input and output. */
export type EngineAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: string }
  | { readonly ssh: readonly string[] };

const LOCAL_SOCKET = '/var/run/docker.sock';
const LOCAL_PIPE = '//./pipe/docker_engine';

/** How each scheme is read; `tls` says whether TLS is wanted where the scheme leaves it open. */
const schemeParsers: Readonly<Record<string, (rest: string, tls: boolean) => ParsedHost>> = {
  unix: (rest) => createSocketHost('unix', rest || LOCAL_SOCKET),
  npipe: (rest) => createSocketHost('npipe', rest || LOCAL_PIPE),
  tcp: (rest, tls) => parseServerHost('tcp', rest, tls, tls ? '2376' : '2375'),
  http: (rest) => parseServerHost('http', rest, false, '80'),
  https: (rest) => parseServerHost('https', rest, true, '443'),
  ssh: (rest) => parseSshHost(rest),
};
const SUPPORTED_SCHEMES = Object.keys(schemeParsers)
  .map((scheme) => `${scheme}://`)
  .join(', ');

/** What a host without a scheme means, as the docker command reads it. */
const schemeGuesses: readonly (readonly [RegExp, scheme: string])[] = [
  [/^(\/\/|\\\\)[.?][\\/]pipe[\\/]/i, 'npipe'],
  [/^\.?\//, 'unix'],
  [/./, 'tcp'],
];

/** Reads the host that was asked for, else `DOCKER_HOST`, else takes the local socket of the platform. */
export function parseHost(host: string | undefined, tls: boolean, env: Environment, platform: string): ParsedHost {
  const local = platform === 'win32' ? `npipe://${LOCAL_PIPE}` : `unix://${LOCAL_SOCKET}`;
  const text = host?.trim() || env.DOCKER_HOST?.trim() || local;
  const split = /^([^:/]*):\/\/(.*)$/s.exec(text);
  const scheme = split?.[1]?.toLowerCase() ?? schemeGuesses.find(([pattern]) => pattern.test(text))?.[1] ?? '';
  const rest = split?.[2] ?? text;
  const parseScheme = Object.hasOwn(schemeParsers, scheme) ? schemeParsers[scheme] : undefined;
  if (parseScheme) return parseScheme(rest, tls);
  throw new EngineError(`the host scheme "${scheme}" is not supported`, {
    hint: `Supported are ${SUPPORTED_SCHEMES}.`,
  });
}

/** The host of a server that listens there, with the port that it got for port 0. */
export const fillPort = ({ host }: ParsedHost, address: { readonly port: number } | string | null): string =>
  typeof address === 'object' && address !== null ? host.replace(/:0(?=\/|$)/, `:${address.port}`) : host;

function createSocketHost(scheme: string, socketPath: string): ParsedHost {
  return {
    host: `${scheme}://${socketPath}`,
    address: { socketPath },
    secure: false,
    origin: 'http://localhost',
    prefix: '',
  };
}

function parseServerHost(scheme: string, rest: string, secure: boolean, defaultPort: string): ParsedHost {
  // A scheme that URL does not know keeps it from dropping the port 80 of tcp://host:80.
  const target = `tcp://${rest.replace(/^(?=:|\/|$)/, 'localhost')}`;
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || url.username || url.password || url.search || url.hash) {
    const hint = `Write ${scheme}://NAME[:PORT][/PREFIX], an IPv6 address in brackets, without user, password, query or fragment.`;
    // The text stays out of the message: it may hold a password.
    throw new EngineError(`the host does not read as ${scheme}://NAME[:PORT][/PREFIX]`, { hint });
  }
  const port = url.port || defaultPort;
  const prefix = url.pathname.replace(/(?<!\/)\/+$/, '');
  const authority = `${url.hostname}:${port}${prefix}`;
  return {
    host: `${scheme}://${authority}`,
    address: { host: url.hostname.replace(/^\[|\]$/g, ''), port },
    secure,
    origin: `${secure ? 'https' : 'http'}://${authority}`,
    prefix,
  };
}

/** The command that the docker command runs too; a path, when there is one, is that of the socket there. */
function parseSshHost(rest: string): ParsedHost {
  const url = URL.canParse(`ssh://${rest}`) ? new URL(`ssh://${rest}`) : undefined;
  const user = decodeHostPart(url?.username ?? '');
  const path = decodeHostPart(url?.pathname.replace(/^\/+$/, '') ?? '');
  if (!url?.hostname || url.password || url.search || url.hash || user === undefined || path === undefined) {
    const hint = 'Write ssh://[USER@]NAME[:PORT][/SOCKET], without password, query or fragment; ssh finds your key.';
    // The text stays out of the message: it may hold a password.
    throw new EngineError('the host does not read as ssh://[USER@]NAME[:PORT][/SOCKET]', { hint });
  }
  const { hostname, port } = url;
  const command = path ? ['docker', quoteForShell(`--host=unix://${path}`)] : ['docker'];
  const args = [
    ...['-o', 'ConnectTimeout=30', '-T'],
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', port] : []),
    ...['--', hostname.replace(/^\[|\]$/g, ''), ...command, 'system', 'dial-stdio'],
  ];
  const host = `ssh://${user && `${user}@`}${hostname}${port && `:${port}`}${path}`;
  return { host, address: { ssh: args }, secure: false, origin: 'http://localhost', prefix: '' };
}

/** Without percent-encoding; undefined where that is broken, or hides what no name has. */
function decodeHostPart(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** A word for the shell that ssh hands a command to. */
const quoteForShell = (word: string): string =>
  /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
