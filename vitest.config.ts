import { defineConfig } from 'vitest/config';

/**
 * Tests that take long and seldom fail: browsers, compilers, consumers, memory, generators, documents. `npm test` leaves
 * them out and `npm run test:all` runs them; `.ci/run` names those that must hold on main.
 */
const thorough = [
  'test/budgets.test.ts',
  'test/cli/{action,memory}.test.ts',
  'test/consumers.test.ts',
  'test/contract/schema.property.test.ts',
  'test/docs.test.ts',
  'test/docs/{browser,snippets}.test.ts',
  'test/engine/shares.test.ts',
  'test/generate.test.ts',
  'test/mock/clients.test.ts',
  'test/{package,peers,tools}.test.ts',
  'test/{public,types}.test.ts',
  'test/readme.test.ts',
  'test/regexps.test.ts',
  'test/scripts/lab/errata/{command,errata}.test.ts',
  'test/scripts/semver.test.ts',
  'test/scripts/semver/*.test.ts',
  'test/scripts/union.test.ts',
  'test/spoiled-engines.test.ts',
  'test/types/hover.test.ts',
];

export default defineConfig({
  test: {
    // Vitest keeps one core for itself, which does next to nothing.
    maxWorkers: 2,
    // These end what hangs. They are no measure of anything: a loaded machine is ten times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: ['test/consumers/**', ...thorough] },
      },
      { extends: true, test: { name: 'thorough', include: thorough } },
    ],
  },
});
