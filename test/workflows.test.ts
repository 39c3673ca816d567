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
  readonly jobs: Readonly<Record<string, { permissions?: unknown; needs?: string; steps: readonly Step[] }>>;
}

const folder = join(root, '.github/workflows');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const workflows = readdirSync(folder).map(
  (name) => [name, parse(read(name)) as Workflow /* as GitHub reads it */] as const,
);

describe.each(workflows)('%s', (name, { permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('names each action by a commit, and says its version', () => {
    const lines = read(name)
      .split('\n')
      .filter((line) => line.includes('uses:'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/ uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('may read and no more, and leaves no credentials in the checkout', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const { uses, with: given } of steps) {
      if (uses?.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });
});

test('what has a secret or may sign builds nothing: it takes what another job has built, and publishes it', () => {
  const jobs = workflows.flatMap(([, { jobs }]) => Object.values(jobs));
  const trusted = jobs.filter((job) => job.permissions !== undefined || JSON.stringify(job).includes('secrets.'));
  const steps = trusted.map((job) => job.steps.map(({ uses, run }) => run ?? uses?.replace(/@.*/, '')));
  expect(trusted).toMatchObject([
    { needs: 'build', permissions: { 'id-token': 'write' } },
    { needs: 'publish', permissions: { 'id-token': 'write', pages: 'write' } },
  ]);
  expect(steps).toEqual([
    [
      'actions/download-artifact',
      'actions/setup-node',
      'npm publish --ignore-scripts --provenance --access public ./*.tgz',
    ],
    ['actions/deploy-pages'],
  ]);
});
