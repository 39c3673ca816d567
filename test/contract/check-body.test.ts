import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import { closed } from '../../generated/validators.js';
import { makeResponseSchema } from '../../scripts/generate/schemas.js';
import { ajvOptions } from '../../scripts/generate/validators.js';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { checkBody as check } from '../../src/contract/check-body.js';
import { getContract } from '../../src/contract/contract-version.js';
import { findSchemaErrors, isValidBody as keeps } from '../../src/contract/schema-errors.js';
import { appendToken, getAtPointer } from '../../src/values/pointer.js';

type Status = Parameters<typeof check>[0];
const judgeBody = (status: Status, body: unknown) => check(status, body, getContract());
const keepsSchema = (status: Status, body: unknown) => keeps(status, body, getContract());

/** The example of the page that Docker publishes for this endpoint. */
const published = () => JSON.parse(readFileSync(new URL('published-example.json', import.meta.url), 'utf8'));

/** The open schema of a 200, as AJV checks it by itself. */
const open = new Ajv2020(ajvOptions).compile(makeResponseSchema(openapi, '200', false));

describe("the published page's example", () => {
  test('breaks the open schema in one place: Created is a string', () => {
    expect(open(published())).toBe(false);
    expect(open.errors?.map(({ instancePath }) => instancePath)).toEqual(['/0/Created']);
  });

  test('passes the open schema with a number there', () => {
    const body = published();
    body[0].Created = 1644009612;
    expect(open(body)).toBe(true);
  });

  test('has two members that the contract does not describe', () => {
    const body = published();
    body[0].Created = 1644009612;
    expect(closed[200](body)).toBe(false);
    expect(judgeBody(200, body).drafts.map(({ rule, pointer }) => [rule, pointer])).toEqual([
      ['response/undocumented', '/0/VirtualSize'],
      ['response/undocumented', '/0/Manifests/0/AttestationData'],
    ]);
  });
});

/** A list of one image with one manifest of each kind, as a containerd store lists them. */
function good() {
  const digest = `sha256:${'0'.repeat(64)}`;
  const Descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
  const common = { ID: digest, Descriptor, Available: true, Size: { Content: 1, Total: 2 } };
  const Platform = { architecture: 'arm64', os: 'linux', 'os.version': '1', 'os.features': ['a'], variant: 'v8' };
  return [
    {
      Id: digest,
      ParentId: '',
      RepoTags: ['a:1'],
      RepoDigests: [],
      Created: -62135596800,
      Size: 0,
      SharedSize: -1,
      Labels: { '': '', 'a/b~c': 'd' },
      Containers: -1,
      Descriptor,
      Manifests: [
        { ...common, Kind: 'image', ImageData: { Platform, Containers: null, Size: { Unpacked: 1 } } },
        { ...common, Kind: 'attestation', AttestationData: { For: digest } },
        { ...common, Kind: 'unknown' },
      ],
    },
  ];
}

/** The pointers to a value and to all that it holds. */
const pointersIn = (value: unknown, here = ''): string[] => [
  here,
  ...(value instanceof Object
    ? Object.entries(value).flatMap(([key, item]) => pointersIn(item, appendToken(here, key)))
    : []),
];

const MANIFEST = '/0/Manifests/0';

/** Where to put what (`undefined` removes), and the finding it must give: pointer, schema, expected. */
const spoiled: [name: string, at: string, value: unknown, pointer: string, schema: string, expected: string][] = [
  ['no list', '', {}, '', '/paths/~1images~1json/get/responses/200/content/application~1json/schema/type', 'array'],
  ['null', '', null, '', '/paths/~1images~1json/get/responses/200/content/application~1json/schema/type', 'array'],
  ['an image that is null', '/0', null, '/0', '/components/schemas/ImageSummary/type', 'object'],
  ['Id missing', '/0/Id', undefined, '/0', '/components/schemas/ImageSummary/required', 'the member "Id"'],
  ['Labels missing', '/0/Labels', undefined, '/0', '/components/schemas/ImageSummary/required', 'the member "Labels"'],
  [
    'RepoTags null',
    '/0/RepoTags',
    null,
    '/0/RepoTags',
    '/components/schemas/ImageSummary/properties/RepoTags/type',
    'array',
  ],
  [
    'a tag that is a number',
    '/0/RepoTags/0',
    1,
    '/0/RepoTags/0',
    '/components/schemas/ImageSummary/properties/RepoTags/items/type',
    'string',
  ],
  ['a size as a string', '/0/Size', '1', '/0/Size', '/components/schemas/ImageSummary/properties/Size/type', 'integer'],
  ['half a byte', '/0/Size', 0.5, '/0/Size', '/components/schemas/ImageSummary/properties/Size/type', 'integer'],
  [
    'an infinite size',
    '/0/Size',
    Infinity,
    '/0/Size',
    '/components/schemas/ImageSummary/properties/Size/type',
    'integer',
  ],
  [
    'a negative size',
    '/0/Size',
    -1,
    '/0/Size',
    '/components/schemas/ImageSummary/properties/Size/minimum',
    '0 or more',
  ],
  [
    'SharedSize below -1',
    '/0/SharedSize',
    -2,
    '/0/SharedSize',
    '/components/schemas/ImageSummary/properties/SharedSize/minimum',
    '-1 or more',
  ],
  [
    'an Id without an algorithm',
    '/0/Id',
    'abc',
    '/0/Id',
    '/components/schemas/ImageSummary/properties/Id/pattern',
    'a text that matches ^sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$',
  ],
  [
    'a label that is null',
    '/0/Labels/a~1b~0c',
    null,
    '/0/Labels/a~1b~0c',
    '/components/schemas/ImageSummary/properties/Labels/additionalProperties/type',
    'string',
  ],
  [
    'Labels as a list',
    '/0/Labels',
    [],
    '/0/Labels',
    '/components/schemas/ImageSummary/properties/Labels/type',
    'object or null',
  ],
  [
    'Manifests null',
    '/0/Manifests',
    null,
    '/0/Manifests',
    '/components/schemas/ImageSummary/properties/Manifests/type',
    'array',
  ],
  ['a manifest that is a string', MANIFEST, 'x', MANIFEST, '/components/schemas/ImageManifestSummary/type', 'object'],
  [
    'a Kind that does not exist',
    `${MANIFEST}/Kind`,
    'index',
    `${MANIFEST}/Kind`,
    '/components/schemas/ImageManifestSummary/discriminator',
    'one of "image", "attestation", "unknown"',
  ],
  [
    'a Kind that is a number',
    `${MANIFEST}/Kind`,
    5,
    `${MANIFEST}/Kind`,
    '/components/schemas/ImageManifestSummary/discriminator',
    'one of "image", "attestation", "unknown"',
  ],
  [
    'Kind missing',
    `${MANIFEST}/Kind`,
    undefined,
    MANIFEST,
    '/components/schemas/ImageManifestSummary/discriminator',
    'the member "Kind"',
  ],
  [
    'another Kind',
    `${MANIFEST}/Kind`,
    'attestation',
    MANIFEST,
    '/components/schemas/AttestationManifest/required',
    'the member "AttestationData"',
  ],
  [
    'ImageData missing',
    `${MANIFEST}/ImageData`,
    undefined,
    MANIFEST,
    '/components/schemas/ImageManifest/required',
    'the member "ImageData"',
  ],
  [
    'ImageData null',
    `${MANIFEST}/ImageData`,
    null,
    `${MANIFEST}/ImageData`,
    '/components/schemas/ImageData/type',
    'object',
  ],
  [
    'Platform null',
    `${MANIFEST}/ImageData/Platform`,
    null,
    `${MANIFEST}/ImageData/Platform`,
    '/components/schemas/OCIPlatform/type',
    'object',
  ],
  [
    'Platform without os',
    `${MANIFEST}/ImageData/Platform/os`,
    undefined,
    `${MANIFEST}/ImageData/Platform`,
    '/components/schemas/OCIPlatform/required',
    'the member "os"',
  ],
  [
    'For missing',
    '/0/Manifests/1/AttestationData/For',
    undefined,
    '/0/Manifests/1/AttestationData',
    '/components/schemas/AttestationData/required',
    'the member "For"',
  ],
  [
    'Manifests empty',
    '/0/Manifests',
    [],
    '/0/Manifests',
    '/components/schemas/ImageSummary/properties/Manifests/minItems',
    'a list of at least 1',
  ],
  [
    'an empty tag',
    '/0/RepoTags/0',
    '',
    '/0/RepoTags/0',
    '/components/schemas/ImageSummary/properties/RepoTags/items/minLength',
    'a text of at least 1',
  ],
  [
    'an empty variant',
    `${MANIFEST}/ImageData/Platform/variant`,
    '',
    `${MANIFEST}/ImageData/Platform/variant`,
    '/components/schemas/OCIPlatform/properties/variant/minLength',
    'a text of at least 1',
  ],
  [
    'annotations empty',
    '/0/Descriptor/annotations',
    {},
    '/0/Descriptor/annotations',
    '/components/schemas/OCIDescriptor/properties/annotations/minProperties',
    'an object of at least 1',
  ],
  [
    'digest missing',
    '/0/Descriptor/digest',
    undefined,
    '/0/Descriptor',
    '/components/schemas/OCIDescriptor/required',
    'the member "digest"',
  ],
];

describe('judgeBody', () => {
  test('finds nothing in a good list', () => {
    expect(judgeBody(200, good()).drafts).toEqual([]);
    expect(judgeBody(200, []).drafts).toEqual([]);
  });

  test.each(spoiled)('finds one fault: %s', (_name, at, value, pointer, schema, expected) => {
    const body = setAtPointer(good(), at, value);
    expect(judgeBody(200, body).drafts).toMatchObject([{ rule: 'response/schema', pointer, schema, expected }]);
    expect(getAtPointer(openapi, schema), schema).toBeDefined();
  });

  test.each(['/0/Extra', '/0/Descriptor/Extra', `${MANIFEST}/ImageData/Extra`, '/0/Manifests/2/ImageData'])(
    'finds an undocumented member: %s',
    (at) => {
      const found = judgeBody(200, setAtPointer(good(), at, 'x')).drafts;
      expect(found).toMatchObject([{ rule: 'response/undocumented', pointer: at, actual: '"x"' }]);
      expect(getAtPointer(openapi, found[0]?.schema ?? '')).toMatchObject({ type: 'object' });
    },
  );

  test('says what the open schema finds, though only the closed one is compiled', () => {
    const values = [undefined, null, '', 'sha256:0', -2, 0.5, [], {}, { Extra: 1 }, [{}], [null], true];
    const verdict = ({ instancePath, keyword, params }: Pick<ErrorObject, 'instancePath' | 'keyword' | 'params'>) => ({
      instancePath,
      keyword,
      params,
    });
    for (const place of pointersIn(good())) {
      for (const value of values) {
        const body = setAtPointer(good(), place, value);
        expect(keepsSchema(200, body), `${place} ${JSON.stringify(value)}`).toBe(open(body));
        const found = findSchemaErrors(200, body, getContract()).errors;
        const errors = found.filter(({ keyword }) => keyword !== 'additionalProperties');
        expect(errors.map(verdict)).toEqual(open.errors?.map(verdict) ?? []);
      }
    }
  });

  test('finds each of several faults', () => {
    const body = setAtPointer(setAtPointer(good(), '/0/Size', '1'), '/0/Manifests/2/Extra', 1);
    expect(judgeBody(200, body).drafts.map(({ pointer }) => pointer)).toEqual(['/0/Size', '/0/Manifests/2/Extra']);
  });

  test('says of a misnamed member only that the right one is missing', () => {
    const body = setAtPointer(setAtPointer(good(), '/0/RepoTags', undefined), '/0/Tags', []);
    expect(judgeBody(200, body).drafts).toMatchObject([
      { rule: 'response/schema', pointer: '/0', expected: 'the member "RepoTags"' },
    ]);
  });

  test.each([400, 403, 404, 500, 503] as const)('takes a message with %i, and nothing else', (status) => {
    expect(judgeBody(status, { message: 'no' }).drafts).toEqual([]);
    expect(judgeBody(status, {}).drafts).toMatchObject([{ pointer: '', expected: 'the member "message"' }]);
    expect(judgeBody(status, { message: null }).drafts).toMatchObject([{ pointer: '/message', expected: 'string' }]);
    expect(judgeBody(status, { message: 'no', cause: 'x' }).drafts).toMatchObject([
      { rule: 'response/undocumented', pointer: '/cause' },
    ]);
  });
});

test('counts the properties beyond the thousandth that a version lacks as undocumented', () => {
  const [image] = good() as readonly object[];
  const contract = getContract({ apiVersion: '1.44' });
  const body = Array.from({ length: 1200 }, () => ({
    ...image,
    Descriptor: undefined,
    Manifests: undefined,
    VirtualSize: 1,
  }));
  const { drafts, omitted } = check(200, JSON.parse(JSON.stringify(body)), contract);
  expect(new Set(drafts.map(({ rule }) => rule))).toEqual(new Set(['response/undocumented']));
  expect(omitted).toEqual([{ rule: 'response/undocumented', omitted: 200 }]);
  expect(keeps(200, JSON.parse(JSON.stringify(body)), contract)).toBe(true);
});

test('what an engine merely repeats from an index is not checked: a size of -1 (Docker 29.7.2)', () => {
  for (const pointer of ['/0/Descriptor/size', '/0/Manifests/0/Descriptor/size']) {
    expect(judgeBody(200, setAtPointer(good(), pointer, -1)).drafts).toEqual([]);
  }
});
