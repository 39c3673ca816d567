import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { at, type Json, type JsonObject, map } from '../../../scripts/generate/bundle.js';
import { readErrata } from '../../../scripts/generate/errata.js';
import { listRecordings } from '../../../scripts/generate/recordings.js';
import { readDescription } from '../../../scripts/lab/errata/published.js';
import { hashTexts, listChanges, readPart, type UpstreamPart } from '../../../scripts/lab/upstream/part.js';
import {
  checkRecordings,
  type DockerOverlay,
  readDockerOverlay,
  repair,
} from '../../../scripts/lab/upstream/repair.js';
import { compareFiles, readLock } from '../../../scripts/lab/upstream.js';
import { setAtPointer } from '../../../scripts/set-at-pointer.js';
import { InputError } from '../../../src/recordings/input-error.js';
import { appendToken, getAtPointer, parsePointer } from '../../../src/values/pointer.js';
import { root } from '../../cli/run.js';

const lock = readLock();
const overlay = readDockerOverlay();
/** Docker's file of each version, as far as it is locked. */
const files = lock.flatMap(({ versions, part }) =>
  versions.map((version): UpstreamPart => ({ version, document: { ...part, basePath: `/v${version}` } })),
);
const fileOf = (version: string): UpstreamPart => {
  const found = files.find((file) => file.version === version);
  if (!found) throw new Error(`the lock has no ${version}`);
  return found;
};

describe('the lock', () => {
  test('has every version that Docker publishes, and no sentence', () => {
    const versions = files.map(({ version }) => version);
    expect(versions).toEqual(expect.arrayContaining(Array.from({ length: 31 }, (_, index) => `1.${25 + index}`)));
    expect(JSON.stringify(lock)).not.toMatch(/\s/);
  });

  test('has a hash in place of each text and example, but not of what is only named so', () => {
    const properties = { title: { type: 'string', title: 'A b', example: null }, example: { example: [1] } };
    expect(hashTexts({ description: 'A b\n', properties })).toEqual({
      description: hashTexts({ description: 'A b' } as JsonObject) && expect.stringMatching(/^sha256:[0-9a-f]{16}$/),
      properties: {
        title: { type: 'string', title: expect.stringMatching(/^sha256:/), example: null },
        example: { example: expect.stringMatching(/^sha256:/) },
      },
    });
    expect(hashTexts({ title: 'A b' })).toEqual(hashTexts({ title: 'A b\n' }));
  });
});

describe('the overlay for Docker’s files', () => {
  test.each(files)('mends $version: each recorded response is listed, each list taken', async (file) => {
    const [before, after] = [checkRecordings(file), checkRecordings(await repair(file, overlay))];
    expect(before.lists).toBeGreaterThan(20);
    expect(before.rejected).toBeGreaterThan(before.lists / 5);
    expect(after).toEqual({ lists: before.lists, rejected: 0, reasons: [] });
  });

  test('allows null only where engines send it', async () => {
    const nullable = async (version: string): Promise<string[]> => {
      const { document } = await repair(fileOf(version), overlay);
      const properties = at(document, 'definitions', 'ImageSummary', 'properties');
      return Object.keys(properties).filter((name) => at(properties, name)['x-nullable'] === true);
    };
    expect(await nullable('1.42')).toEqual(['RepoTags', 'RepoDigests', 'Labels']);
    expect(await nullable('1.43')).toEqual(['Labels']);
    expect(await nullable('1.49')).toEqual(['Labels']);
  });

  const manifests = listRecordings().find(({ name }) => name === 'docker-28.5.2-containerd/manifests.json.gz');
  const weak = readErrata().flatMap(({ id, proof, overlay: actions }) =>
    (actions ? proof : []).flatMap((one) =>
      one.kind === 'too-weak' ? one.at.map((place) => ({ id, place, spoil: one.spoil })) : [],
    ),
  );

  /** Lists what is wrong with a file: with `x-nullable` read beside a `$ref` too, as some readers do. */
  const faultsOf = ({ version, document }: UpstreamPart): string[] => {
    const lenient = map(document, ({ $ref, ...rest }) => {
      if ($ref === undefined) return rest;
      return rest['x-nullable'] === true ? { anyOf: [{ $ref }, { type: 'null' }] } : { $ref };
    }) as JsonObject; // an object stays one
    const { validators } = readDescription(JSON.stringify(lenient), version);
    const takes = validators.get('200');
    const body = manifests?.exchange.response.body;
    const hasManifests = getAtPointer(document, '/definitions/ImageManifestSummary') !== undefined;
    const taken = (hasManifests ? weak : []).filter(({ place, spoil }) =>
      takes?.(change(body, parsePointer(place), spoil)),
    );
    const integers: string[] = [];
    map(document, (object) => {
      const { type, example } = object;
      const isSound = type === 'integer' ? typeof example === 'number' : example !== null;
      if (example !== undefined && !isSound) integers.push(`example of ${JSON.stringify(object)}`);
      return object;
    });
    // The engine of a recording sends a date of the year 1, which needs more than 32 bits.
    const created = getAtPointer(document, '/definitions/ImageSummary/properties/Created/format');
    return [
      ...checkRecordings({ version, document: lenient }).reasons,
      ...taken.map(({ id, place }) => `${id}: ${place}`),
      ...integers,
      ...(created === 'int64' ? [] : ['Created has 32 bits']),
    ];
  };

  const parts = ['1.49', '1.42'].map(fileOf);
  test.each(overlay.actions.map((action) => ({ ...action, action })))('needs $description $target', async (row) => {
    const without: DockerOverlay = { ...overlay, actions: overlay.actions.filter((one) => one !== row.action) };
    const found: string[] = [];
    for (const part of parts) {
      const fixed = faultsOf(await repair(part, overlay));
      expect(fixed.filter((fault) => !fault.startsWith('example'))).toEqual([]);
      found.push(...faultsOf(await repair(part, without)).filter((fault) => !fixed.includes(fault)));
    }
    expect(found).not.toEqual([]);
  });
});

/** Removes, or sets to null, each value at a path in which `*` stands for every index. */
function change(value: unknown, [name, ...rest]: readonly string[], spoil: 'remove' | 'null'): unknown {
  if (name === undefined) return spoil === 'null' ? null : undefined;
  if (name === '*') return Object.values(value ?? []).map((item) => change(item, rest, spoil));
  const below = getAtPointer(value, appendToken('', name));
  return below === undefined ? value : { ...Object(value), [name]: change(below, rest, spoil) };
}

const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file as Docker would publish it. */
function publish(name: string, document: Json): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(document));
  return file;
}

/** Writes the part of a file as OpenAPI 3.2 with Docker's habits: `x-nullable` beside `$ref`, `filters` a plain string. */
function toOpenapi32({ version, document }: UpstreamPart): JsonObject {
  const { produces: _, parameters, responses, ...get } = at(document, 'paths', '/images/json', 'get');
  const paths = {
    '/images/json': {
      get: {
        ...get,
        parameters: Object.values(parameters ?? {}).map((parameter) => {
          const { type, default: value, ...rest } = at(parameter);
          return { ...rest, schema: { type, ...(value !== undefined && { default: value }) } };
        }),
        responses: Object.fromEntries(
          Object.entries(at(responses ?? {})).map(([status, response]) => {
            const { schema, ...rest } = at(response);
            return [status, { ...rest, content: { 'application/json': { schema } } }];
          }),
        ),
      },
    },
  };
  const whole = { paths, components: { schemas: document.definitions } };
  const text = JSON.stringify(whole).replaceAll('#/definitions/', '#/components/schemas/');
  return { openapi: '3.2.0', info: { title: 'x', version }, servers: [{ url: `/v${version}` }], ...JSON.parse(text) };
}

describe('npm run upstream -- FILE...', () => {
  /** The lock of one version, as its file would be: hashes are the texts of the tests. */
  const { document } = fileOf('1.55');
  const own = [{ versions: ['1.54', '1.55'], part: readPart(stringify(document), 'x').document }].map((one) => {
    const { basePath: _, ...part } = hashTexts(one.part) as JsonObject; // an object stays one
    return { ...one, part };
  });
  const labels = '/definitions/ImageSummary/properties/Labels';

  test('says that nothing changed, in Swagger 2.0 and in OpenAPI 3.2', async () => {
    const swagger = publish('v1.55.yaml', document);
    const openapi = publish('openapi.yaml', toOpenapi32(fileOf('1.55')));
    const { text, isAsExpected, lock: written } = await compareFiles([swagger, openapi], own);
    expect(text.match(/^##.*|^Nothing.*/gm)).toEqual([
      ...['## v1.55.yaml, API 1.55', 'Nothing changed.'],
      ...['## openapi.yaml, API 1.55', 'Nothing changed.'],
    ]);
    expect(text).toMatch(/^It rejects (\d+) of \d+ recorded lists; fixed by docker\.overlay\.yaml, 0\.$/m);
    expect(isAsExpected).toBe(true);
    expect(written).toEqual(own);
  });

  const changes: [what: string, pointer: string, value: unknown, expected: string][] = [
    ['a word', `${labels}/description`, 'Other words', `- \`${labels}/description\`: another text`],
    ['a type', `${labels}/type`, 'array', `- \`${labels}/type\`: \`"object"\` → \`"array"\``],
    ['null at last', `${labels}/x-nullable`, true, `- \`${labels}/x-nullable\`: \`false\` → \`true\``],
    [
      'a required property',
      '/definitions/ImageSummary/required/0',
      undefined,
      '- `/definitions/ImageSummary/required/Id`: `"Id"` → nothing',
    ],
    [
      'a status',
      '/paths/~1images~1json/get/responses/400',
      { $ref: '#/x' },
      '- `/paths/~1images~1json/get/responses/400`: nothing → `{"$ref":"#/x"}`',
    ],
    [
      'a parameter',
      '/paths/~1images~1json/get/parameters/0/type',
      'string',
      '- `/paths/~1images~1json/get/parameters/all/type`: `"boolean"` → `"string"`',
    ],
  ];
  test.each(changes)('says what changed: %s', async (_, pointer, value, expected) => {
    const changed = setAtPointer(document, pointer, value);
    expect(listChanges(hashTexts(document), hashTexts(changed))).toEqual([expected]);
  });

  test('compares a new version with the newest older one, and keeps both in the lock', async () => {
    const changed = setAtPointer({ ...document, basePath: '/v1.56' }, `${labels}/x-nullable`, true);
    const { text, isAsExpected, lock: written } = await compareFiles([publish('v1.56.yaml', changed)], own);
    expect(text).toContain('## v1.56.yaml, API 1.56\nA new version. Since 1.55:\n- ');
    expect(isAsExpected).toBe(false);
    expect(written.map(({ versions }) => versions)).toEqual([['1.54', '1.55'], ['1.56']]);
    const again = await compareFiles([publish('v1.56.yaml', changed)], written);
    expect(again).toMatchObject({ isAsExpected: true, lock: written });
  });

  test('says of a new version that it is the same', async () => {
    const { text, isAsExpected } = await compareFiles([publish('a.yaml', { ...document, basePath: '/v1.56' })], own);
    expect(text).toContain('A new version, the same as 1.55.\nIt rejects');
    expect(isAsExpected).toBe(false);
  });

  test.each([
    ['paths: {}', 'expected GET /images/json, found no such operation'],
    ['paths: { /images/json: { get: {} } }', 'expected an API version, found none'],
    ['{ a: [', 'expected YAML or JSON, but '],
  ])('refuses %s', (text, message) => {
    expect(() => readPart(text, 'x.yaml')).toThrow(InputError);
    expect(() => readPart(text, 'x.yaml')).toThrow(message);
  });

  test('ends with 1 when something changed, and with 2 when there is nothing to read', () => {
    const before = readFileSync(join(root, 'openapi/upstream.lock.json'), 'utf8');
    const run = (...words: string[]) => {
      const script = join(root, 'scripts/lab/upstream.ts');
      const all = ['--import', import.meta.resolve('tsx'), script, ...words];
      return spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' });
    };
    expect(run(publish('v1.99.yaml', { ...document, basePath: '/v1.99' }))).toMatchObject({ status: 1, stderr: '' });
    expect(run('no.yaml')).toMatchObject({ status: 2, stderr: 'upstream: no.yaml: no such file or folder\n' });
    expect(run()).toMatchObject({ status: 2, stdout: '' });
    expect(readFileSync(join(root, 'openapi/upstream.lock.json'), 'utf8')).toBe(before);
  });
});
