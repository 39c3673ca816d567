import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './cli/run.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly needs?: string;
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[]; readonly script?: readonly string[] } };
  readonly steps: readonly Step[];
}

const folder = join(root, '.github/workflows');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const workflows = readdirSync(folder).map(
  (name) => [name, parse(read(name)) as Workflow /* as GitHub reads it */] as const,
);

describe.each(workflows)('%s', (name, { permissions, concurrency, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('names each action by a commit, and says its version', () => {
    const lines = read(name)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/ uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('ends: each job has a limit, and no two runs publish or test the same at once', () => {
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    expect(concurrency.group).not.toBe('');
  });

  test('runs only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const given = Object.values(jobs).flatMap(({ strategy }) => strategy?.matrix.script ?? []);
    const lines = steps.flatMap((step) => [...(step.run ?? '').matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)]);
    const run = lines.map(([, script]) => script);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...given, ...run]));
  });

  test('may read and no more, and leaves no credentials in the checkout', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });
});

test('CI runs on every release of Node that gets fixes', () => {
  const { jobs } = Object.fromEntries(workflows)['ci.yml'] ?? {};
  expect(jobs?.test?.strategy?.matrix.node).toEqual([20, 22, 24, 26]);
});

test('what may write runs nothing of the repository or of its dependencies, and has no other secret', () => {
  const jobs = workflows.flatMap(([, { jobs }]) => Object.entries(jobs));
  const writing = jobs.filter(([, { permissions }]) => JSON.stringify(permissions ?? {}).includes('write'));
  expect(writing.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ['publish', { 'id-token': 'write' }],
    ['pages', { pages: 'write', 'id-token': 'write' }],
    ['propose', { contents: 'write', 'pull-requests': 'write' }],
    ['report', { issues: 'write' }],
  ]);
  for (const [, { needs, steps }] of writing) {
    expect(needs).toBeDefined();
    for (const { run = '', uses = '' } of steps) {
      expect(run.replace('npm publish --ignore-scripts', '')).not.toMatch(/\b(npm|npx|node|tsx)\b/);
      expect(uses).toMatch(/^$|^actions\//);
    }
  }
  expect(workflows.map(([name]) => read(name)).join('')).not.toContain('secrets.');
});

test('what may sign builds nothing: it publishes what another job has built and tried, without a token', () => {
  const jobs = workflows.flatMap(([name, { jobs }]) => (name === 'publish.yml' ? Object.values(jobs) : []));
  expect(JSON.stringify(jobs)).not.toMatch(/secrets\.|TOKEN/);
  const trusted = jobs.filter((job) => job.permissions !== undefined);
  const steps = trusted.map((job) => job.steps.map(({ uses, run }) => run ?? uses?.replace(/@.*/, '')));
  expect(trusted).toMatchObject([
    { needs: 'build', permissions: { 'id-token': 'write' } },
    { needs: 'publish', permissions: { 'id-token': 'write', pages: 'write' } },
  ]);
  expect(steps).toEqual([
    ['actions/download-artifact', 'actions/setup-node', 'npm publish --ignore-scripts --access public ./*.tgz'],
    ['actions/deploy-pages'],
  ]);
  const { jobs: publish } = Object.fromEntries(workflows)['publish.yml'] ?? {};
  const build = publish?.build?.steps.map(({ run }) => run) ?? [];
  expect(build.slice(0, build.indexOf('npm pack --ignore-scripts --pack-destination "$RUNNER_TEMP"'))).toContain(
    'npm run test:consumers',
  );
});
