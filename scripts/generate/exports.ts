import type { Contract } from './contracts.js';

/** The file in generated/, without its ending, that declares the types of a contract. */
export const typesFile = (contract: Contract, record: Contract): string =>
  contract === record ? 'images-json' : `types/v${contract.versions[0]}`;

/** The file in generated/ that holds the bundle of a contract. */
export const bundleFile = (contract: Contract, record: Contract): string =>
  contract === record ? 'openapi.json' : `openapi/v${contract.versions[0]}.json`;

/** The exports of package.json that `generate` writes. All others are edited by hand. */
const BUNDLE = /^\.\/openapi\/v1\.\d+\.json$/;

/**
 * A stub for each API version whose types another file declares. It is CommonJS, which both kinds of modules can import.
 * With the stubs, one pattern in package.json covers all API versions.
 */
export function typesStubs(contracts: readonly Contract[], record: Contract): Record<string, string> {
  const stubs = contracts.flatMap((contract) => {
    const declared = typesFile(contract, record);
    const path = contract === record ? `../${declared}` : declared.replace('types', '.');
    return contract.versions
      .map((version) => `types/v${version}`)
      .filter((name) => name !== declared)
      .map((name) => [`${name}.d.cts`, `export type * from '${path}.js' with { 'resolution-mode': 'import' };\n`]);
  });
  return Object.fromEntries(stubs);
}

/** package.json with one export for the bundle of each API version: JSON cannot refer to another file as a stub does. */
export function withBundles(text: string, contracts: readonly Contract[], record: Contract): string {
  const manifest = JSON.parse(text);
  const others = Object.entries(manifest.exports).filter(([path]) => !BUNDLE.test(path));
  const bundles = contracts.flatMap((contract) =>
    contract.versions.map((version) => [`./openapi/v${version}.json`, `./generated/${bundleFile(contract, record)}`]),
  );
  const exports = Object.fromEntries([...others, ...bundles]);
  return `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`;
}
