/*
 * The grammar of github.com/distribution/reference, an image's name in full: domain, path, tag, digest. It follows the
 * OCI distribution specification, with Docker's familiar short names on top.
 */
const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domain = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const algorithm = '[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*';
const grammar = new RegExp(
  `^(?:(${domain})/)?(${component}(?:/${component})*)(:\\w[\\w.-]{0,127})?(?:@(${algorithm}):([0-9a-fA-F]{32,}))?$`,
);

interface Reference {
  readonly domain: string;
  readonly path: string;
  /** `:tag`, `@digest`, both or nothing. */
  readonly suffix: string;
  readonly doubtful: boolean;
}

/** The most characters of a repository's path; older engines count the domain too. */
const LONGEST = 255;
/** Longer than any name with tag and digest: not looked at, for whoever means it is no client. */
const LONGEST_TEXT = 4096;

function parse(text: string): Reference | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const match = grammar.exec(complete(text));
  if (!match) return undefined;
  const [whole, host = '', path = '', , algorithm = 'sha256', hex] = match;
  const name = host === '' ? path : `${host}/${path}`;
  if (algorithm === 'sha256' && hex !== undefined && !/^[0-9a-f]{64}$/.test(hex)) return undefined;
  const doubtful = algorithm !== 'sha256' || name.length > LONGEST;
  return { domain: host, path, suffix: whole.slice(name.length), doubtful };
}

/** A familiar name with the domain, and the `library/`, that it leaves out: docker.io/library/alpine for alpine. */
function complete(text: string): string {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const hasDomain = first === 'localhost' || /[.:A-Z]/.test(first);
  if (hasDomain && first !== 'docker.io' && first !== 'index.docker.io') return text;
  const path = hasDomain ? text.slice(slash + 1) : text;
  return `docker.io/${path.includes('/') ? '' : 'library/'}${path}`;
}

/**
 * What `before` and `since` make of a text: `well-formed` names an image, or none that is there; `malformed` gets a 400;
 * `doubtful` is read differently by engines (digests other than sha256, names longer than 255 characters).
 */
export function classifyReference(text: string): 'well-formed' | 'malformed' | 'doubtful' {
  if (text.length > LONGEST_TEXT) return 'doubtful';
  const reference = parse(text);
  if (!reference) return 'malformed';
  return reference.doubtful ? 'doubtful' : 'well-formed';
}

/** The familiar name in full, with the tag `latest` where none is given; `undefined` for what is no name. */
export function fullName(text: string): string | undefined {
  const [bare, whole] = familiarNames(text) ?? [];
  return whole ?? (bare && `${bare}:latest`);
}

/**
 * The familiar spellings of a RepoTag or RepoDigest, which the `reference` filter matches: the name alone, and the name
 * with its tag or digest. `undefined` for what is no name: a bare id or digest, or no reference at all.
 */
export function familiarNames(text: string): readonly string[] | undefined {
  const reference = /^(?:sha\d+:)?[0-9a-f]{64,}$/.test(text) ? undefined : parse(text);
  if (!reference) return undefined;
  const { domain, path, suffix } = reference;
  const short = domain === 'docker.io' ? path.replace(/^library\/([^/]+)$/, '$1') : path;
  const name = domain === '' || domain === 'docker.io' ? short : `${domain}/${short}`;
  return suffix === '' ? [name] : [name, name + suffix];
}
