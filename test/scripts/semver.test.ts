import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import type { TypeChange } from '../../scripts/semver/types.js';
import { diffDescriptions, rateChange, rateTypeChange, readAnnouncedStep } from '../../scripts/semver.js';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { root } from '../cli/run.js';

const folder = mkdtempSync(join(tmpdir(), 'semver-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const operation = '/paths/~1images~1json/get';
const schemas = '/components/schemas';
const lists = `${schemas}/ImageListFiltersAsLists/properties`;
const image = `${schemas}/ImageSummary`;
const parameter = { name: 'identity', in: 'query', description: 'x', schema: { type: 'boolean' } };

/** What is put where in the contract (`undefined` removes), and the step that it demands. */
const changes: [what: string, at: string, value: unknown, step: string][] = [
  ['nothing', '/x-nothing', 1, 'patch'],
  ['other words', `${operation}/description`, 'Other words.', 'patch'],
  ['other words for a filter', `${lists}/until/description`, 'Other words.', 'patch'],
  ['a parameter more', `${operation}/parameters/5`, parameter, 'minor'],
  ['a filter key more', `${lists}/new`, { type: 'array', items: { type: 'string' } }, 'minor'],
  ['a member more', `${image}/properties/New`, { type: 'string' }, 'minor'],
  ['a member more of a kind', `${schemas}/ImageManifest/properties/New`, { type: 'string' }, 'minor'],
  ['a parameter less', `${operation}/parameters/4`, undefined, 'major'],
  ['a filter key less', `${lists}/until`, undefined, 'major'],
  ['a member less', `${image}/properties/Containers`, undefined, 'major'],
  ['a member that may be absent', `${image}/required/0`, 'Labels', 'major'],
  ['a null', `${image}/properties/RepoTags/type`, ['array', 'null'], 'major'],
  ['a value of a filter', `${lists}/dangling/items/enum`, ['true', 'false'], 'major'],
  [
    'a kind more',
    `${schemas}/ImageManifestSummary/discriminator/mapping/index`,
    '#/components/schemas/ErrorResponse',
    'major',
  ],
  ['a kind more', `${schemas}/ImageManifestSummary/oneOf/3`, { $ref: '#/components/schemas/ErrorResponse' }, 'major'],
  ['a kind less', `${schemas}/ImageManifestSummary/oneOf/2`, undefined, 'major'],
  ['a value of a filter more', `${lists}/dangling/items/enum/4`, 'maybe', 'major'],
  ['a status less', `${operation}/responses/503`, undefined, 'major'],
];

test.each(changes)('%s', (_, at, value, step) => {
  const base = write('base.json', JSON.stringify(openapi));
  const text = JSON.stringify(setAtPointer(openapi, at, value), (_key, item) =>
    Array.isArray(item) ? item.filter((one) => one != null) : item,
  );
  const found = diffDescriptions(base, write('revision.json', text)).map(rateChange);
  const order = ['patch', 'minor', 'major'];
  expect(order[Math.max(...found.map((one) => order.indexOf(one)))] ?? 'patch').toBe(step);
});

test.each<[kind: TypeChange['kind'], name: string, step: string]>([
  ['added', 'ImageData', 'minor'],
  ['removed', 'FilterKey', 'major'],
  ['widened', 'ImageKind', 'major'],
  ['widened', 'ImageManifestSummary', 'major'],
  ['widened', 'FilterKey', 'minor'],
  ['widened', 'ImageListFiltersAsLists', 'minor'],
  ['narrowed', 'ImageListQuery', 'major'],
])('a type that is %s: %s', (kind, name, step) => {
  expect(rateTypeChange({ kind, name })).toBe(step);
});

test('the changesets announce the greatest step among them', () => {
  expect(readAnnouncedStep(folder)).toBe('none');
  write('one.md', '---\n"docker-images-contract": patch\n---\n\nWords.\n');
  write('two.md', '---\n"docker-images-contract": minor\n---\n\nWords --- more words: major.\n');
  write('README.md', '---\n"docker-images-contract": major\n---\n');
  expect(readAnnouncedStep(folder)).toBe('minor');
});

function semver(base: string) {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const words = [tsx, 'scripts/semver.ts', base];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the command compares the contracts of all API versions with those of a folder', () => {
  const before = join(folder, 'generated');
  cpSync(join(root, 'generated'), before, { recursive: true });
  const edit = (name: string, from: string, to: string): void => {
    const text = readFileSync(join(before, name), 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(before, name), text.replace(from, to));
  };
  edit('types/v1.47.d.ts', 'export type ImageKind = ImageManifestSummary["Kind"];', 'export type ImageKind = "image";');
  edit('openapi/v1.54.json', '"required":["Id",', '"required":[');
  rmSync(join(before, 'openapi/v1.43.json'));
  const { status, stdout } = semver(before);
  expect(status).toBe(1);
  expect(stdout.trimEnd().split('\n')).toEqual([
    'minor: API 1.43: added',
    'major: API 1.47: widened type ImageKind',
    expect.stringMatching(/^major: API 1\.54, 1\.55, 1\.56: modified required .*\/200\/.*\/items$/),
    expect.stringMatching(/^The contract demands major, the changesets announce/),
  ]);
});

test('the command compares with nothing that has no contract', () => {
  const empty = mkdtempSync(join(folder, 'empty-'));
  const stderr = `semver: ${empty}: expected openapi.json or openapi/v1.NN.json, found neither\n`;
  expect(semver(empty)).toEqual({ status: 2, stdout: '', stderr });
});

test('the command compares with a commit, and says when there is none', () => {
  expect(semver('HEAD')).toMatchObject({ stderr: '', stdout: expect.stringMatching(/The contract demands \w+, /) });
  expect(semver('nope')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^semver: git archive .*\n$/),
  });
});

test.each(['ci', 'publish'])('the workflow %s is YAML with steps', (name) => {
  const workflow = parse(readFileSync(join(root, `.github/workflows/${name}.yml`), 'utf8'));
  expect(Object.values<{ steps: unknown[] }>(workflow.jobs).every(({ steps }) => steps.length > 0)).toBe(true);
});
