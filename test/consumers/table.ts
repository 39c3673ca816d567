/** Who uses the package, and how: one row is one real project that has installed the packed tarball. */

/** Compilers by their folder in node_modules, with the kinds of modules that each knows. */
const compilers: Readonly<Record<string, readonly (keyof typeof modules)[]>> = {
  'typescript-5.4': ['node10', 'node16', 'nodenext', 'bundler'],
  typescript: ['node10', 'node16', 'node18', 'nodenext', 'bundler'],
  'typescript-6': ['node10, deprecated', 'node16', 'node18', 'nodenext', 'bundler'],
  'typescript-7': ['node16', 'node18', 'nodenext', 'bundler'],
};

/** Kinds of modules, by how they are found. */
const modules = {
  node10: { module: 'commonjs', moduleResolution: 'node10' },
  'node10, deprecated': { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' },
  node16: { module: 'node16' },
  node18: { module: 'node18' },
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const;

const settings: Readonly<Record<string, object>> = {
  strict: { strict: true },
  'strict, verbatimModuleSyntax': { strict: true, verbatimModuleSyntax: true },
  'strict, exactOptionalPropertyTypes, noUncheckedIndexedAccess': {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  },
  'not strict': { strict: false },
};

export interface TypesConsumer {
  readonly name: string;
  readonly compiler: string;
  readonly compilerOptions: object;
  /** What is compiled. */
  readonly files: readonly string[];
  /** Whether it is quick and telling enough for every run of the tests. */
  readonly fast: boolean;
}

const always = { target: 'es2022', noEmit: true, skipLibCheck: false, types: ['node'] };
const both = ['types.mts', 'types.cts'];
const bare = { ...always, module: 'node16', strict: true, lib: ['es2022'], types: [] };

/** Projects that import types, from ESM and from CommonJS; node10 has no module that stays as it is written. */
export const typesConsumers: readonly TypesConsumer[] = Object.entries(compilers).flatMap(([compiler, kinds]) => [
  ...kinds.flatMap((kind) =>
    Object.entries(settings)
      .filter(([words]) => !(kind.startsWith('node10') && words.includes('verbatim')))
      .map(([words, options]) => ({
        name: `${compiler}, ${kind}, ${words}`,
        compiler,
        compilerOptions: { ...always, ...options, ...modules[kind] },
        files: both,
        fast:
          compiler === 'typescript' &&
          (kind === 'node10' ? words === 'strict' : words.includes('verbatimModuleSyntax')),
      })),
  ),
  {
    name: `${compiler}, without the types of DOM and Node`,
    compiler,
    compilerOptions: bare,
    files: ['bare.mts'],
    fast: compiler === 'typescript',
  },
  {
    // The declarations of openapi-fetch need one of the two.
    name: `${compiler}, the client without the types of DOM and Node`,
    compiler,
    compilerOptions: { ...bare, skipLibCheck: true },
    files: both,
    fast: false,
  },
  // One row an order: within one program, either import of Vitest would do for both.
  ...['vitest-first.mts', 'vitest-last.mts'].map((file) => ({
    name: `${compiler}, the matcher, ${file}`,
    compiler,
    compilerOptions: { ...always, module: 'node16', strict: true, skipLibCheck: true },
    files: [file],
    fast: compiler === 'typescript',
  })),
]);

const node = (version: string): string => `npm:node-${process.platform}-${process.arch}@${version}`;

/** What is installed for the runs that are not fast, outside the project's own dependencies. */
export const installed: Readonly<Record<string, string>> = {
  'node20.19': node('20.19.0'),
  'node22.0': node('22.0.0'),
  node24: node('24'),
  deno: '2',
  bun: '1',
  vite: '7',
};

/** What each file prints, whoever runs it, while an engine answers as Docker 28.5.2 did. */
export const printed = {
  'client.mjs': { images: true, findings: 0, refusal: 400, filters: '%7B%22label%22%3A%5B%22a%20b%22%5D%7D' },
  'contract.mjs': { rules: ['request/undocumented', 'response/status', 'response/schema'], list: true, known: 7 },
  'require.cjs': { images: true, findings: 0, refusal: 400, same: true, stood: [true, 0, 400] },
  'browser.mjs': { images: true, findings: 0, refusal: 400, alone: 'there are no sockets here' },
} as const;

type File = keyof typeof printed;

export interface RunConsumer {
  readonly name: string;
  /** The program: `node` is the one that runs the tests, all others stand in node_modules. */
  readonly words: readonly string[];
  readonly file: File;
  /** How the file is bundled before it runs; with `platform` browser nothing of Node may be in it. */
  readonly bundler?: 'esbuild' | 'vite';
  readonly platform?: 'node' | 'browser';
  readonly fast: boolean;
}

const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: ['node'],
  'node 20.19': ['node_modules/node20.19/bin/node'],
  'node 22.0': ['node_modules/node22.0/bin/node'],
  'node 24': ['node_modules/node24/bin/node'],
  deno: ['node_modules/.bin/deno', 'run', '--allow-all', '--node-modules-dir=manual'],
  bun: ['node_modules/.bin/bun'],
};

/** Runs a file where the names of Node are not there. */
const nodeless = ['node', 'nodeless.mjs'];

/** Projects that run code. */
export const runConsumers: readonly RunConsumer[] = [
  ...Object.entries(runtimes).flatMap(([name, words]) =>
    (['client.mjs', 'contract.mjs', 'require.cjs'] as const).map((file) => ({
      name,
      words,
      file,
      fast: name === 'node',
    })),
  ),
  { name: 'esbuild', words: ['node'], file: 'client.mjs', bundler: 'esbuild', platform: 'node', fast: true },
  { name: 'Vite', words: ['node'], file: 'client.mjs', bundler: 'vite', platform: 'node', fast: false },
  ...(['esbuild', 'vite'] as const).flatMap((bundler) =>
    (['contract.mjs', 'browser.mjs'] as const).map((file) => ({
      name: `${bundler} for browsers`,
      words: nodeless,
      file,
      bundler,
      platform: 'browser' as const,
      fast: bundler === 'esbuild',
    })),
  ),
];

/** Jest as it is installed, in folders of their own, each with a test of its own. */
export const jestConsumers: readonly JestConsumer[] = ['29', '30'].flatMap((version) => [
  { name: `Jest ${version}, nothing configured`, installs: { jest: version }, files: ['plain.test.js'] },
  {
    name: `Jest ${version} with Babel`,
    installs: { jest: version, '@babel/core': '7', '@babel/preset-env': '7' },
    files: ['modules.test.js', 'babel.config.js'],
  },
  {
    name: `Jest ${version} with jsdom`,
    installs: { jest: version, 'jest-environment-jsdom': version },
    files: ['dom.test.js'],
  },
  {
    name: `Jest ${version} with ts-jest`,
    installs: { jest: version, 'ts-jest': '29', '@types/jest': version, typescript: '5.9' },
    files: ['typed.test.ts', 'jest.config.js'],
  },
]);

export interface JestConsumer {
  readonly name: string;
  readonly installs: Readonly<Record<string, string>>;
  /** From test/consumers/jest/. */
  readonly files: readonly string[];
}
