/** Who uses the package, and how: one row is one real project that has installed the packed tarball. */

/** Compilers by their folder in node_modules, with the kinds of modules that each knows. */
const compilers: Readonly<Record<string, readonly string[]>> = {
  'typescript-5.4': ['node16', 'nodenext', 'bundler'],
  typescript: ['node16', 'node18', 'nodenext', 'bundler'],
  'typescript-6': ['node16', 'node18', 'nodenext', 'bundler'],
  'typescript-7': ['node16', 'node18', 'nodenext', 'bundler'],
};

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
  /** Whether it is quick and telling enough for every run of the tests. */
  readonly fast: boolean;
}

/** Projects that import types, from ESM and from CommonJS. */
export const typesConsumers: readonly TypesConsumer[] = Object.entries(compilers).flatMap(([compiler, modules]) =>
  modules.flatMap((module) =>
    Object.entries(settings).map(([words, options]) => ({
      name: `${compiler}, ${module}, ${words}`,
      compiler,
      compilerOptions: {
        ...options,
        ...(module === 'bundler' ? { module: 'esnext', moduleResolution: 'bundler' } : { module }),
        target: 'es2022',
        noEmit: true,
        skipLibCheck: false,
        types: ['node'],
      },
      fast: compiler === 'typescript' && words.includes('verbatim'),
    })),
  ),
);

const node = (major: number): string => `node-${process.platform}-${process.arch}@${major}`;

/** What is installed for the runs that are not fast, outside the project's own dependencies. */
export const installed: Readonly<Record<string, string>> = {
  node22: `npm:${node(22)}`,
  node24: `npm:${node(24)}`,
  deno: '2',
  bun: '1',
  vite: '7',
};

export interface RunConsumer {
  readonly name: string;
  /** The program: `node` is the one that runs the tests, all others stand in node_modules. */
  readonly words: readonly string[];
  readonly file: 'client.mjs' | 'contract.mjs';
  /** How the file is bundled before it runs; with `platform` browser nothing of Node may be in it. */
  readonly bundler?: 'esbuild' | 'vite';
  readonly platform?: 'node' | 'browser';
  readonly fast: boolean;
}

const runtimes: Readonly<Record<string, readonly string[]>> = {
  node: ['node'],
  'node 22': ['node_modules/node22/bin/node'],
  'node 24': ['node_modules/node24/bin/node'],
  deno: ['node_modules/.bin/deno', 'run', '--allow-all', '--node-modules-dir=manual'],
  bun: ['node_modules/.bin/bun'],
};

/** Projects that run code. */
export const runConsumers: readonly RunConsumer[] = [
  ...Object.entries(runtimes).flatMap(([name, words]) =>
    (['client.mjs', 'contract.mjs'] as const).map((file) => ({ name, words, file, fast: name === 'node' })),
  ),
  { name: 'esbuild', words: ['node'], file: 'client.mjs', bundler: 'esbuild', platform: 'node', fast: true },
  { name: 'esbuild', words: ['node'], file: 'contract.mjs', bundler: 'esbuild', platform: 'browser', fast: true },
  { name: 'Vite', words: ['node'], file: 'client.mjs', bundler: 'vite', platform: 'node', fast: false },
  { name: 'Vite', words: ['node'], file: 'contract.mjs', bundler: 'vite', platform: 'browser', fast: false },
];

/** What each file prints, whoever runs it, while an engine answers as Docker 28.5.2 did. */
export const printed: Readonly<Record<RunConsumer['file'], object>> = {
  'client.mjs': { images: true, findings: 0, refusal: 400, filters: '%7B%22label%22%3A%5B%22a%20b%22%5D%7D' },
  'contract.mjs': { rules: ['request/undocumented', 'response/status', 'response/schema'], list: true, known: 7 },
};
