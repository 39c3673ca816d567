import type { Contract } from './contracts.js';

/** The paths of the package that depend on which API versions there are. */
const VERSIONED = /^\.\/(v1\.\d+|openapi\/v1\.\d+\.json)$/;

/**
 * The entries that have code: the file of each in dist/, and what stands for it where there is no Node. Vitest cannot be
 * required, and neither can its matcher.
 */
const CODE: Readonly<Record<string, readonly [file: string, elsewhere?: string]>> = {
  './client': ['client/index', 'client/browser'],
  './contract': ['contract/index'],
  './mock': ['mock/index', 'mock/browser'],
  './fixtures': ['fixtures/index'],
  './jest': ['matchers/jest'],
};

/**
 * What an entry with code gives. In Node `import` and `require` get the one CommonJS file, so that a class of it is one, and
 * Node 20.19 or 22.0 can require it; the types say so. Bundlers get an ES module: what they make may be one, and cannot
 * require what Node brings. Jest with a DOM has the conditions of a browser and can only require: it gets the CommonJS file
 * of what needs nothing of Node.
 */
const codeEntry = (file: string, elsewhere?: string) => ({
  types: `./dist/${file}.d.cts`,
  node: { module: `./dist/${file}.js`, default: `./dist/${file}.cjs` },
  ...(elsewhere === undefined && { require: `./dist/${file}.cjs` }),
  default: `./dist/${elsewhere ?? file}.js`,
});

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
 * package.json with the entries that have code, and one for the types and the bundle of each API version, in `exports` and,
 * for compilers that do not read those, in `typesVersions`; all else stays as it is.
 */
export function withEntries(text: string, contracts: readonly Contract[], record: Contract): string {
  const manifest = JSON.parse(text);
  const versions = contracts.flatMap((contract) => contract.versions.map((version) => ({ version, contract })));
  const own = Object.entries<unknown>(manifest.exports).filter(([path]) => !VERSIONED.test(path) && !(path in CODE));
  const code = Object.entries(CODE).map(([path, files]) => [path, codeEntry(...files)]);
  const types = versions.map(({ version, contract }) => [
    `./v${version}`,
    typesEntry(typesFile(contract, contract === record)),
  ]);
  const bundles = versions.map(({ version, contract }) => [
    `./openapi/v${version}.json`,
    `./generated/${bundleFile(contract, contract === record)}`,
  ]);
  const json = [...own, ...bundles].flatMap(([path = '', file]) =>
    typeof file === 'string' && file.endsWith('.json') ? [[path.slice(2), [file]]] : [],
  );
  const typesVersions = [
    ...Object.entries(CODE).map(([path, [file]]) => [path.slice(2), [`./dist/${file}.d.cts`]]),
    ['vitest', ['./dist/matchers/vitest.d.ts']],
    ...versions.map(({ version, contract }) => [
      `v${version}`,
      [`./generated/${typesFile(contract, contract === record)}.d.cts`],
    ]),
    ...json,
  ];
  const changed = {
    ...manifest,
    exports: Object.fromEntries([...own.slice(0, 1), ...code, ...own.slice(1), ...types, ...bundles]),
    typesVersions: { '*': Object.fromEntries(typesVersions) },
  };
  return `${JSON.stringify(changed, null, 2)}\n`;
}
