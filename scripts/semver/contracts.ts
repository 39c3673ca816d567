import { parseMinorVersion } from '../../src/values/api-version.js';

/** A contract as it is published: its OpenAPI document and its types, as texts. */
interface PublishedContract {
  readonly bundle: string;
  readonly types: string;
}

/** The contracts by API version. */
export type Contracts = ReadonlyMap<string, PublishedContract>;

/** Two contracts of the same API versions; none on a side that does not know them. */
export interface ContractPair {
  readonly versions: readonly string[];
  readonly base: PublishedContract | undefined;
  readonly revision: PublishedContract | undefined;
}

/**
 * The contracts of what `npm run generate` made at some time.
 *
 * @param names the documents, `openapi.json` and `openapi/v1.NN.json`
 * @param read gives the text of a file of `generated/`
 */
export function parseContracts(names: readonly string[], read: (name: string) => string): Contracts {
  const found = new Map<string, PublishedContract>();
  for (const name of names) {
    const bundle = read(name);
    const contract = { bundle, types: read(typesOf(name)) };
    for (const version of versionsOf(bundle)) found.set(version, contract);
  }
  return found;
}

const typesOf = (name: string): string =>
  name === 'openapi.json' ? 'images-json.d.ts' : name.replace('openapi/', 'types/').replace('.json', '.d.ts');

/** The API versions that a document is for, by its servers: file names change when a boundary comes between. */
const versionsOf = (bundle: string): string[] =>
  JSON.parse(bundle).servers.map(({ url }: { url: string }) => url.replace('/v', ''));

/** All contracts beside those that they were before, neighbouring versions together where both sides are the same. */
export function pairContracts(base: Contracts, revision: Contracts): ContractPair[] {
  const versions = [...new Set([...base.keys(), ...revision.keys()])].sort(
    (a, b) => parseMinorVersion(a) - parseMinorVersion(b),
  );
  const pairs: (ContractPair & { readonly versions: string[] })[] = [];
  for (const version of versions) {
    const last = pairs.at(-1);
    const [before, after] = [base.get(version), revision.get(version)];
    if (last && last.base === before && last.revision === after) last.versions.push(version);
    else pairs.push({ versions: [version], base: before, revision: after });
  }
  return pairs;
}
