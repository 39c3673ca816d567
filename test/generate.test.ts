import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { contracts, filterKeys, imageKinds } from '../generated/constants.js';
import openapi from '../generated/openapi.json' with { type: 'json' };
import { generate as command } from '../scripts/generate.js';
import { captured } from './captured.js';
import { root } from './cli/run.js';
import { errorsIn, programOf } from './compile.js';

/** A copy of what the generator reads and writes, so that it can be spoiled. */
let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'generate-'));
  for (const name of ['node_modules', 'src', 'test']) symlinkSync(join(root, name), join(copy, name));
});
afterAll(() => rmSync(copy, { recursive: true }));
beforeEach(() => {
  for (const name of ['openapi', 'generated', 'scripts', 'redocly.yaml', 'package.json', 'tsconfig.json']) {
    rmSync(join(copy, name), { recursive: true, force: true });
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
});

/** Runs the command on the copy. */
async function generate(...words: string[]) {
  const { said, ...streams } = captured();
  const status = await command(words, { root: copy, ...streams });
  return { status, ...said() };
}

/** The same as a process, by the copy of the script. */
const generateApart = (...words: string[]) => {
  const script = join(copy, 'scripts/generate.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...words], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const fragment = () => join(copy, 'openapi/images-json.yaml');
const edit = (from: string | RegExp, to: string): void =>
  writeFileSync(fragment(), readFileSync(fragment(), 'utf8').replace(from, to));

describe('generate', () => {
  test('gives what is committed, byte for byte', async () => {
    expect(await generate('--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('shows what a change of the fragment changes, and writes nothing while checking', async () => {
    edit('minimum: -1', 'minimum: -2');
    const { status, stdout, stderr } = await generate('--check');
    expect(status).toBe(1);
    expect(stdout).toContain('--- generated/openapi.json\tcommitted\n+++ generated/openapi.json\tregenerated\n');
    expect(stdout).toContain('-            "minimum": -1,\n+            "minimum": -2,\n');
    expect(stderr).toContain('run `npm run generate` and commit it');
    expect(await generate()).toMatchObject({ status: 0 });
    expect(await generate('--check')).toMatchObject({ status: 0, stdout: '' });
  });

  test.each([
    ['the example "somewhere:1" of ImageSummary.ParentId', 'examples: [""]', 'examples: ["somewhere:1"]'],
    ['the example "no such thing" of 400', "invalid filter 'nope'\" }", 'no such thing" }'],
  ])('refuses what no recording has: %s', async (words, from, to) => {
    edit(from, to);
    expect(await generate('--check')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`no recording has ${words}`),
    });
  });

  test('finds edits by hand, and files that nobody generates', async () => {
    appendFileSync(join(copy, 'generated/constants.js'), '// by hand\n');
    writeFileSync(join(copy, 'generated/more.txt'), 'more\n');
    const { status, stdout } = await generate('--check');
    expect(status).toBe(1);
    expect(stdout).toContain('-// by hand');
    expect(stdout).toContain('+++ /dev/null');
  });

  test('refuses a fragment that the linter finds fault with, by its place', async () => {
    edit('operationId: ImageList', 'operationId: Image List');
    const { status, stderr } = await generate('--check');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^openapi\/images-json\.yaml:\d+:\d+ error operation-operationId-url-safe: /);
  });

  test.each([
    ['no overlay', undefined, '1.54'],
    ['an overlay', 'actions: [{ target: $.info, description: Nothing., update: { x-new: true } }]', '1.57'],
  ])('a new API version is one line and %s', async (_, actions, first) => {
    edit(/newest: "1\.\d+"/, 'newest: "1.57"');
    if (actions) {
      const head = 'overlay: 1.0.0\ninfo: { title: From API version 1.57 on, version: 1.0.0 }\n';
      writeFileSync(join(copy, 'openapi/overlays/from-1.57.yaml'), head + actions);
    }
    expect(await generate()).toMatchObject({ status: 0, stderr: '' });
    const { exports } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
    expect(exports['./openapi/v1.57.json']).toBe(`./generated/openapi/v${first}.json`);
    expect(readFileSync(join(copy, 'generated/constants.js'), 'utf8')).toContain('"1.57"');
    expect(readFileSync(join(copy, 'generated/types/versions.d.ts'), 'utf8')).toContain('"1.57": ');
    const project = mkdtempSync(join(tmpdir(), 'newest-'));
    onTestFinished(() => rmSync(project, { recursive: true }));
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(copy, join(project, 'node_modules/docker-images-contract'));
    const code =
      "import type { ImageSummary } from 'docker-images-contract/v1.57';\nexport type Id = ImageSummary['Id'];\n";
    const files = ['consumer.mts', 'consumer.cts'].map((name) => join(project, name));
    for (const file of files) writeFileSync(file, code);
    for (const options of [{ module: 'nodenext' }, { module: 'commonjs', moduleResolution: 'node10' }]) {
      expect(errorsIn(programOf(project, { ...options, target: 'es2022', noEmit: true, types: [] }, files))).toBe('');
    }
  });

  test('says the same as a process, and ends with its status', async () => {
    edit('operationId: ImageList', 'operationId: Image List');
    const said = await generate('--check');
    expect(said.status).toBe(1);
    expect(generateApart('--check')).toEqual(said);
  });

  test('knows one option', async () => {
    expect(await generate('--chekc')).toMatchObject({ status: 2, stderr: expect.stringContaining('--chekc') });
  });
});

describe('what is generated', () => {
  test('the lists are those of the fragment', () => {
    const { get } = openapi.paths['/images/json'];
    const record = contracts.find(({ versions }) => versions.some((version) => version === '1.49'));
    expect(record?.parameters).toEqual(get.parameters.map(({ name }) => name));
    const { ImageListFiltersAsLists, ImageListFiltersAsSets, ImageManifestSummary } = openapi.components.schemas;
    expect(filterKeys).toEqual(Object.keys(ImageListFiltersAsLists.properties));
    expect(Object.keys(ImageListFiltersAsSets.properties)).toEqual(filterKeys);
    expect(imageKinds).toEqual(Object.keys(ImageManifestSummary.discriminator.mapping));
  });

  test('a boolean of the query is any text, as engines read it, and a boolean in the types', () => {
    const bundles = ['openapi.json', ...readdirSync(join(root, 'generated/openapi')).map((name) => `openapi/${name}`)];
    for (const name of bundles) {
      const bundle: typeof openapi = JSON.parse(readFileSync(join(root, 'generated', name), 'utf8'));
      const types = name === 'openapi.json' ? 'images-json' : name.replace('openapi', 'types').replace('.json', '');
      const loose: string[] = [];
      const code = readFileSync(join(root, 'generated', `${types}.d.ts`), 'utf8');
      for (const parameter of bundle.paths['/images/json'].get.parameters) {
        if (!('schema' in parameter) || parameter.schema.type.length !== 2) continue;
        expect(parameter).toHaveProperty('allowEmptyValue', true);
        const takes = new Ajv({ strict: false }).compile(parameter.schema);
        for (const value of [true, false, '1', '0', '', 'off', ' TRUE ']) expect(takes(value), `${value}`).toBe(true);
        for (const value of [1, null, ['1']]) expect(takes(value), `${value}`).toBe(false);
        expect(code).toMatch(new RegExp(`^\\s+"?${parameter.name}"?\\?: boolean;$`, 'm'));
        loose.push(parameter.name);
      }
      expect(loose, name).toEqual(expect.arrayContaining(['all', 'digests']));
    }
  });

  test('every property says what it is, since when, and gives an example', () => {
    for (const [name, schema] of Object.entries(openapi.components.schemas)) {
      const properties = 'properties' in schema ? schema.properties : {};
      for (const [key, property] of Object.entries<object>(properties)) {
        expect(property, `${name}.${key}`).toMatchObject({
          description: expect.stringMatching('x-since' in property ? /Since API v1\.\d+\./ : /\S/),
        });
        // What a reference points to has examples of its own.
        if (!('$ref' in property) && !('items' in property && key === 'Manifests'))
          expect(property).toHaveProperty('examples');
      }
    }
  });

  test('the validators need nothing at run time', () => {
    const code = readFileSync(join(root, 'generated/validators.js'), 'utf8');
    expect(code).not.toMatch(/\brequire\(|^import /m);
  });
});

test('the linter on the command line finds nothing either, with nothing turned off', () => {
  const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [redocly, 'lint', '--format', 'json'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  expect({ status, totals: JSON.parse(stdout.slice(stdout.indexOf('{'))).totals, stderr }).toMatchObject({
    status: 0,
    totals: { errors: 0, warnings: 0, ignored: 0 },
  });
  expect(readFileSync(join(root, 'redocly.yaml'), 'utf8')).not.toMatch(/rules:|off$|ignore/m);
});
