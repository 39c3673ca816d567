import { EngineError } from './engine-error.js';
import type { Environment } from './tls.js';

/** A parsed host. Parsing reads no file and opens no socket. */
export interface ParsedHost {
  /** The host in full, for messages. */
  readonly host: string;
  readonly address: EngineAddress;
  /** Whether the connection uses TLS. */
  readonly secure: boolean;
  /** The beginning of request URLs, with the path prefix and without a trailing slash. */
  readonly origin: string;
  /** The path prefix: empty, or a slash and more. */
  readonly prefix: string;
}

/** A socket or a pipe, or a server. */
type SocketAddress = { readonly socketPath: string } | { readonly host: string; readonly port: string };
/** Also the arguments of an `ssh` command that connects its input and output. */
type EngineAddress = SocketAddress | { readonly ssh: readonly string[] };

const LOCAL_SOCKET = '/var/run/docker.sock';
const LOCAL_PIPE = '//./pipe/docker_engine';

/** The parser of each scheme; `tls` decides whether tcp uses TLS. */
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

/** The scheme of a host without one, as the docker command reads it. */
const schemeGuesses: readonly (readonly [RegExp, scheme: string])[] = [
  [/^(\/\/|\\\\)[.?][\\/]pipe[\\/]/i, 'npipe'],
  [/^\.?\//, 'unix'],
  [/./, 'tcp'],
];

/** Parses `host`, else `DOCKER_HOST`, else the local socket of the platform. Fails with EngineError. */
export function parseHost(host: string | undefined, tls: boolean, env: Environment, platform: string): ParsedHost {
  const local = platform === 'win32' ? `npipe://${LOCAL_PIPE}` : `unix://${LOCAL_SOCKET}`;
  const text = host?.trim() || env.DOCKER_HOST?.trim() || local;
  const split = /^([^:/]*):\/\/(.*)$/s.exec(text);
  const scheme = split?.[1]?.toLowerCase() ?? schemeGuesses.find(([pattern]) => pattern.test(text))?.[1] ?? '';
  const rest = split?.[2] ?? text;
  const parseScheme = Object.hasOwn(schemeParsers, scheme) ? schemeParsers[scheme] : undefined;
  if (!parseScheme) {
    throw new EngineError(`the host scheme "${scheme}" is not supported`, {
      hint: `Supported are ${SUPPORTED_SCHEMES}.`,
    });
  }
  // Node cuts a longer path, and so uses another socket.
  const maxBytes = platform === 'linux' ? 107 : 103;
  const size = new TextEncoder().encode(rest).length;
  if (scheme === 'unix' && platform !== 'win32' && size > maxBytes) {
    const hint = 'Take a shorter path, or one through a symbolic link to its folder.';
    throw new EngineError(`${text}: expected a path of at most ${maxBytes} bytes, found ${size}`, { hint });
  }
  return parseScheme(rest, tls);
}

/** Parses the host of a server, which must name an address: no default takes its place. Fails with EngineError. */
export function parseListenHost(host: string, platform: string): ParsedHost & { readonly address: SocketAddress } {
  const hint = 'Write unix://PATH or tcp://HOST:PORT.';
  if (/^(?:[a-z]+:\/\/)?[:/]*$/i.test(host.trim())) {
    throw new EngineError(`expected an address to listen at, found ${JSON.stringify(host)}`, { hint });
  }
  const parsedHost = parseHost(host, false, {}, platform);
  const { address } = parsedHost;
  if (parsedHost.secure || parsedHost.prefix !== '' || 'ssh' in address) {
    throw new EngineError(`${parsedHost.host}: expected a host without TLS, ssh and path to listen at`, { hint });
  }
  return { ...parsedHost, address };
}

/** Returns the host of a server that listens there: port 0 becomes the port that it got. */
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
  // URL drops a default port such as 80, but only of a scheme that it knows.
  const target = `tcp://${rest.replace(/^(?=:|\/|$)/, 'localhost')}`;
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || url.username || url.password || url.search || url.hash) {
    const hint = `Write ${scheme}://NAME[:PORT][/PREFIX], an IPv6 address in brackets, without user, password, query or fragment.`;
    // The message omits the text, which may contain a password.
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

/** Builds the ssh command that the docker command runs too. A path is that of the remote socket. */
function parseSshHost(rest: string): ParsedHost {
  const url = URL.canParse(`ssh://${rest}`) ? new URL(`ssh://${rest}`) : undefined;
  const user = decodeHostPart(url?.username ?? '');
  // URL percent-encodes a name that is not ASCII.
  const hostname = decodeHostPart(url?.hostname ?? '');
  const path = decodeHostPart(url?.pathname.replace(/^\/+$/, '') ?? '');
  if (!url || !hostname || url.password || url.search || url.hash || user === undefined || path === undefined) {
    const hint = 'Write ssh://[USER@]NAME[:PORT][/SOCKET], without password, query or fragment; ssh finds your key.';
    // The message omits the text, which may contain a password.
    throw new EngineError('the host does not read as ssh://[USER@]NAME[:PORT][/SOCKET]', { hint });
  }
  const { port } = url;
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

/** Decodes percent-encoding; undefined if it is invalid or contains control characters. */
function decodeHostPart(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}

/** Quotes a word for the remote shell. */
const quoteForShell = (word: string): string =>
  /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
