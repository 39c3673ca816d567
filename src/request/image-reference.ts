/*
 * The grammar of github.com/distribution/reference: domain, path, tag, digest, with Docker's familiar short names on top of
 * the OCI distribution specification.
 */
const domainLabelSource = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const domainSource = `(?:${domainLabelSource}(?:\\.${domainLabelSource})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathComponentSource = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const digestAlgorithmSource = '[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*';
const referenceGrammar = new RegExp(
  `^(?:(${domainSource})/)?(${pathComponentSource}(?:/${pathComponentSource})*)(:\\w[\\w.-]{0,127})?(?:@(${digestAlgorithmSource}):([0-9a-fA-F]{32,}))?$`,
);

interface ImageReference {
  readonly domain: string;
  readonly path: string;
  /** `:tag`, `@digest`, both or empty. */
  readonly suffix: string;
  /** Whether engines differ in whether they accept it. */
  readonly isAmbiguous: boolean;
}

/** The most characters in the path of a repository. Older engines count the domain too. */
const MAX_REPOSITORY_LENGTH = 255;
/** Longer than any name with tag and digest. The grammar is not linear, so longer texts are not matched. */
const MAX_REFERENCE_LENGTH = 4096;

function parseReference(text: string): ImageReference | undefined {
  if (text.length > MAX_REFERENCE_LENGTH) return undefined;
  const match = referenceGrammar.exec(addDefaultDomain(text));
  if (!match) return undefined;
  const [matched, domain = '', path = '', , algorithm = 'sha256', hex] = match;
  const name = domain === '' ? path : `${domain}/${path}`;
  if (algorithm === 'sha256' && hex !== undefined && !/^[0-9a-f]{64}$/.test(hex)) return undefined;
  const isAmbiguous = algorithm !== 'sha256' || name.length > MAX_REPOSITORY_LENGTH;
  return { domain, path, suffix: matched.slice(name.length), isAmbiguous };
}

/** Adds the domain and the `library/` that a familiar name leaves out: `docker.io/library/alpine` for `alpine`. */
function addDefaultDomain(text: string): string {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const hasDomain = first === 'localhost' || /[.:A-Z]/.test(first);
  if (hasDomain && first !== 'docker.io' && first !== 'index.docker.io') return text;
  const path = hasDomain ? text.slice(slash + 1) : text;
  return `docker.io/${path.includes('/') ? '' : 'library/'}${path}`;
}

/**
 * Finds the fault of a value of `before` or `since`: `image` if it may name one. Engines differ in an
 * `ambiguous-reference`: digests other than sha256, and names longer than 255 characters.
 */
export function findReferenceFault(text: string): 'image' | 'malformed-reference' | 'ambiguous-reference' {
  if (text.length > MAX_REFERENCE_LENGTH) return 'ambiguous-reference';
  const reference = parseReference(text);
  if (!reference) return 'malformed-reference';
  return reference.isAmbiguous ? 'ambiguous-reference' : 'image';
}

/** The familiar name with its tag or digest, by default the tag `latest`; `undefined` if the text is not a name. */
export function toFullName(text: string): string | undefined {
  const [repository, repositoryWithSuffix] = toFamiliarNames(text) ?? [];
  return repositoryWithSuffix ?? (repository && `${repository}:latest`);
}

/**
 * The familiar forms of a RepoTag or RepoDigest that the `reference` filter matches: the name alone, and the name with its
 * tag or digest if it has one; `undefined` if the text is not a name, such as a bare id or digest.
 */
export function toFamiliarNames(text: string): readonly string[] | undefined {
  const reference = /^(?:sha\d+:)?[0-9a-f]{64,}$/.test(text) ? undefined : parseReference(text);
  if (!reference) return undefined;
  const { domain, path, suffix } = reference;
  const short = domain === 'docker.io' ? path.replace(/^library\/([^/]+)$/, '$1') : path;
  const name = domain === '' || domain === 'docker.io' ? short : `${domain}/${short}`;
  return suffix === '' ? [name] : [name, name + suffix];
}
