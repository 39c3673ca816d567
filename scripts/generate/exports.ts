import type { Contract } from './contracts.js';

/** The paths of the package that depend on which API versions there are. */
const VERSIONED = /^\.\/(v1\.\d+|openapi\/v1\.\d+\.json)$/;

/** What `import` and `require` of a types entry give: declarations, and a file without a word. */
const typesEntry = (file: string) => ({
  import: { types: `./generated/${file}.d.ts`, default: './dist/index.js' },
  require: { types: `./generated/${file}.d.cts`, default: './dist/index.cjs' },
});

/** The file in generated/, without its ending, that holds the types of a contract. */
export const typesFile = ({ versions }: Contract, record: boolean): string =>
  record ? 'images-json' : `types/v${versions[0]}`;

/** The file in generated/ that holds the bundle of a contract. */
export const bundleFile = ({ versions }: Contract, record: boolean): string =>
  record ? 'openapi.json' : `openapi/v${versions[0]}.json`;

/**
 * package.json with an entry for the types and the bundle of each API version, in `exports` and, for compilers that do
 * not read those, in `typesVersions`; all else stays as it is.
 */
export function withVersions(text: string, contracts: readonly Contract[], record: Contract): string {
  const manifest = JSON.parse(text);
  const versions = contracts.flatMap((contract) => contract.versions.map((version) => ({ version, contract })));
  const kept = Object.entries(manifest.exports).filter(([path]) => !VERSIONED.test(path));
  const types = versions.map(({ version, contract }) => [
    `./v${version}`,
    typesEntry(typesFile(contract, contract === record)),
  ]);
  const bundles = versions.map(({ version, contract }) => [
    `./openapi/v${version}.json`,
    `./generated/${bundleFile(contract, contract === record)}`,
  ]);
  const typesVersions = versions.map(({ version, contract }) => [
    `v${version}`,
    [`./generated/${typesFile(contract, contract === record)}.d.cts`],
  ]);
  const changed = {
    ...manifest,
    exports: Object.fromEntries([...kept, ...types, ...bundles]),
    typesVersions: { '*': Object.fromEntries(typesVersions) },
  };
  return `${JSON.stringify(changed, null, 2)}\n`;
}
