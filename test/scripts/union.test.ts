import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeResponseSchema } from '../../scripts/generate/schemas.js';
import { difference, unite } from '../../scripts/generate/union.js';
import { ajvOptions } from '../../scripts/generate/validators.js';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { apiVersions, findContract } from '../../src/contract/contract-version.js';
import { findSchemaErrors } from '../../src/contract/schema-errors.js';
import { root } from '../cli/run.js';

describe('unite and difference', () => {
  const table: [name: string, schemas: object[], united: object, differences: (object | undefined)[]][] = [
    ['the same', [{ type: 'string' }, { type: 'string' }], { type: 'string' }, [undefined, undefined]],
    [
      'a null',
      [{ type: ['array', 'null'] }, { type: 'array' }],
      { type: ['array', 'null'] },
      [undefined, { type: 'array' }],
    ],
    ['a limit', [{ minimum: 0 }, { minimum: 1 }], {}, [{ minimum: 0 }, { minimum: 1 }]],
    [
      'a member',
      [
        { required: ['a', 'b'], properties: { a: {}, b: {} }, additionalProperties: false },
        { required: ['a'], properties: { a: { type: 'null' } }, additionalProperties: false },
      ],
      { required: ['a'], properties: { a: {}, b: {} }, additionalProperties: false },
      [{ required: ['b'] }, { properties: { a: { type: 'null' }, b: false } }],
    ],
  ];
  test.each(table)('%s', (_name, schemas, united, differences) => {
    expect(unite(schemas as never)).toEqual(united);
    expect(schemas.map((schema) => difference(schema as never, united as never))).toEqual(differences);
  });
});

/** A list with every kind of manifest, and all members that any version has. */
const recorded = JSON.parse(
  gunzipSync(readFileSync(join(root, 'test/recordings/docker-28.5.2-containerd/manifests.json.gz'))).toString(),
).response.body;
const images: Record<string, unknown>[] = recorded
  .filter(({ Manifests }: { Manifests?: unknown[] }) => (Manifests?.length ?? 0) > 1)
  .slice(0, 3);

/** Pointers to everything in a value. */
const places = (value: unknown, at = ''): string[] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, item]) => {
        const here = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        return [here, ...places(item, here)];
      })
    : [];

const values = fc.constantFrom(undefined, null, -2, 0, 'x', [], {}, [null], true, ['<none>:<none>'], { Signature: 1 });
const extra = fc.constantFrom(
  '/0/VirtualSize',
  '/1/RepoTags',
  '/0/RepoDigests',
  '/0/Manifests/0/ImageData/Identity',
  '/0/New',
  '/1/Manifests/0/Kind',
);

test('of every contract, the common validator and its own find what its whole schema finds', () => {
  const at = places(images);
  const wholes = new Map(
    apiVersions.map((version) => {
      const contract = findContract(version);
      const name = contract?.first === '1.48' ? 'openapi.json' : `openapi/v${contract?.first}.json`;
      const bundle = JSON.parse(readFileSync(join(root, 'generated', name), 'utf8'));
      return [
        contract,
        new Ajv2020({ ...ajvOptions, strictTypes: false }).compile(makeResponseSchema(bundle, '200', true)),
      ];
    }),
  );
  expect(wholes.size).toBe(9);
  const found = (errors: readonly { instancePath: string; keyword: string; params: object }[]): string[] =>
    [
      ...new Set(
        errors.map(({ instancePath, keyword, params }) => {
          // A version's own validator reports an undocumented property itself, a whole schema its object.
          if (keyword === 'false schema') return `${instancePath} undocumented`;
          if ('additionalProperty' in params) return `${instancePath}/${params.additionalProperty} undocumented`;
          return `${instancePath} ${keyword} ${JSON.stringify(params)}`;
        }),
      ),
    ].sort();
  const change = fc.array(fc.tuple(fc.oneof(extra, fc.constantFrom(...at)), values), { maxLength: 6 });
  fc.assert(
    fc.property(change, (changes) => {
      let body: unknown = images;
      for (const [pointer, value] of changes) {
        try {
          body = setAtPointer(body, pointer, value);
        } catch {
          // An earlier change has taken the holder away.
        }
      }
      for (const [contract, whole] of wholes) {
        if (!contract) continue;
        whole(body);
        expect(found(findSchemaErrors(200, body, contract).errors)).toEqual(found(whole.errors ?? []));
      }
    }),
    { numRuns: 300, seed: 13 },
  );
});
