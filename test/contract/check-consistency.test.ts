import { describe, expect, test } from 'vitest';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { checkExchange, type Exchange, rules } from '../../src/contract/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { getAtPointer } from '../../src/values/pointer.js';

const folder = new URL('../recordings/', import.meta.url).pathname;

async function recording(name: string): Promise<Exchange> {
  for await (const { exchange } of readPaths([`${folder}docker-28.5.2-${name}`])) return exchange;
  throw new Error(`${name} holds no exchange`);
}

const [other = '', one = '', two = '', index = ''] = ['0', '1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`);

/** A manifest with which all is well. */
const manifest = {
  ID: other,
  Descriptor: { mediaType: 'a/b', digest: other, size: 1 },
  Available: false,
  Size: { Content: 0, Total: 0 },
  Kind: 'unknown',
};

/** An image with attestations, and one that is a manifest; where they stand differs from recording to recording. */
const [ATTESTED, SINGLE] = ['contract/attested:1', 'contract/kind-app:1'];
const place = (at: string, body: unknown): string =>
  at.replace(/ATTESTED|SINGLE/, (which) => {
    const name = which === 'SINGLE' ? SINGLE : ATTESTED;
    return String((body as { RepoTags: string[] }[]).findIndex(({ RepoTags }) => RepoTags.includes(name)));
  });

/** What to put where into which recording (a function is given its body), for which rule to fire there alone. */
const spoiled: readonly [rule: string, recording: string, at: string, value: unknown, pointer?: string][] = [
  ['image/unrequested-manifests', 'containerd/plain.json.gz', '/3/Manifests', [manifest]],
  ['image/shared-size', 'containerd/plain.json.gz', '/1/SharedSize', 0],
  ['image/shared-size', 'overlay2/shared-size.json.gz', '/2/SharedSize', -1],
  ['image/containers', 'overlay2/plain.json.gz', '/1/Containers', 0],
  ['image/virtual-size', 'overlay2/plain.json.gz', '/1/VirtualSize', 0],
  ['filter/label', 'containerd/filters-label-list.json', '/1/Labels', {}],
  ['filter/label', 'overlay2/filters-label-two-list.json', '/0/Labels', { 'com.example.kind': 'app' }],
  ['filter/reference', 'containerd/filters-reference-two.json', '/0/RepoTags/0', 'contract/other-name:1'],
  ['filter/dangling', 'overlay2/filters-dangling-true-list.json', '/0/RepoTags', ['a:1']],
  ['filter/dangling', 'overlay2/filters-dangling-false-list.json.gz', '/0/RepoTags', []],
  ['filter/label', 'overlay2/filters-label-list.json', '/0/Labels', null],
  [
    'filter/before',
    'overlay2/filters-before-id.json',
    '/0/Id',
    `sha256:${'1b57190b56dfd55b7ee2666a56a87e9b90f0adfcb2e2c6586e21d1b9bff811e1'}`,
  ],
  ['filter/since', 'containerd/filters-since-name.json', '/3/RepoTags', ['contract/artifact-beside:1'], '/3/Id'],
  ['image/names', 'containerd/plain.json.gz', '/3/RepoTags/0', 'docker.io/library/x:1'],
  ['image/names', 'overlay2/plain.json.gz', '/3/RepoDigests/0', '<none>@<none>'],
  ['image/created', 'overlay2/plain.json.gz', '/0/Created', 253_402_300_800],
  ['image/parent', 'overlay2/plain.json.gz', '/3/ParentId', 'x'],
  [
    'list/duplicate-name',
    'overlay2/plain.json.gz',
    '/4/RepoTags/0',
    (body: unknown) => getAtPointer(body, '/3/RepoTags/0'),
  ],
  ['image/repo-digests', 'containerd/plain.json.gz', '/ATTESTED/RepoDigests/0', `contract/attested@${other}`],
  ['image/descriptor', 'containerd/plain.json.gz', '/3/Descriptor', undefined, '/3'],
  ['image/descriptor', 'containerd/plain.json.gz', '/3/Descriptor/artifactType', 'a/b'],
  ['image/size', 'containerd/manifests.json.gz', '/ATTESTED/Size', 1],
  ['image/manifests', 'containerd/manifests.json.gz', '/SINGLE/Manifests/0/Descriptor/size', 1],
  [
    'manifest/available',
    'containerd/manifests.json.gz',
    '/ATTESTED/Manifests/0/Descriptor/size',
    1_000_000,
    '/ATTESTED/Manifests/0/Size/Content',
  ],
  [
    'manifest/platform',
    'containerd/manifests.json.gz',
    '/ATTESTED/Manifests/0/ImageData/Platform/architecture',
    'vax',
    '/ATTESTED/Manifests/0/ImageData/Platform',
  ],
  [
    'manifest/kind',
    'containerd/manifests.json.gz',
    '/ATTESTED/Manifests/0/Descriptor/annotations',
    { 'vnd.docker.reference.type': 'attestation-manifest' },
    '/ATTESTED/Manifests/0/Kind',
  ],
  [
    'manifest/container-ids',
    'containerd/manifests.json.gz',
    '/ATTESTED/Manifests/0/ImageData/Containers',
    ['1', '1'].map((digit) => digit.repeat(64)),
    '/ATTESTED/Manifests/0/ImageData/Containers/1',
  ],
  [
    'filter/not-label',
    'containerd/filters-not-label-list.json',
    '',
    (body: unknown) => (body as object[]).map(({ Descriptor: _, ...image }: { Descriptor?: object }) => image),
    '/0',
  ],
  ['filter/until', 'overlay2/filters-until-seconds.json', '/0/Created', 1709683200],
  ['list/order', 'containerd/plain.json.gz', '/4/Created', 4102444799],
  ['manifest/size-total', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/0/Size/Total', 0],
  ['manifest/size-total', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/Size/Total', 0],
  ['image/id-digest', 'containerd/manifests.json.gz', '/ATTESTED/Id', other],
  ['image/id-digest', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/ID', other],
  ['manifest/attestation-for', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/AttestationData/For', other],
  ['list/duplicate-id', 'overlay2/plain.json.gz', '/1/Id', (body: unknown) => getAtPointer(body, '/0/Id')],
];

/** What describes the place that is named, below /components/schemas/; of other relations no one place does. */
const schemas: Readonly<Record<string, string>> = {
  'image/unrequested-manifests': 'ImageSummary/properties/Manifests',
  'image/shared-size': 'ImageSummary/properties/SharedSize',
  'image/containers': 'ImageSummary/properties/Containers',
  'image/created': 'ImageSummary/properties/Created',
  'image/parent': 'ImageSummary/properties/ParentId',
  'image/size': 'ImageSummary/properties/Size',
  'manifest/available': 'ManifestSize/properties/Content',
  'manifest/kind': 'ImageManifest/properties/Kind',
  'manifest/size-total': 'ManifestSize/properties/Total',
  'image/id-digest of an image': 'ImageSummary/properties/Id',
  'image/id-digest of a manifest': 'AttestationManifest/properties/ID',
  'manifest/attestation-for': 'AttestationData/properties/For',
};

describe('a relation', () => {
  test.each(spoiled)('%s fires on %s spoiled at %s, and only there', async (rule, name, where, value, pointer) => {
    const honest = await recording(name);
    const at = place(where, honest.response.body);
    expect(checkExchange(honest)).toEqual([]);
    const replacement: unknown = typeof value === 'function' ? value(honest.response.body) : value;
    const body = setAtPointer(honest.response.body, at, replacement);
    const found = checkExchange({ ...honest, response: { ...honest.response, body } });
    expect(found).toMatchObject([{ rule, severity: 'error', pointer: place(pointer ?? at, honest.response.body) }]);
    const described =
      schemas[rule] ?? schemas[`${rule} of ${where.includes('/Manifests') ? 'a manifest' : 'an image'}`];
    const schema = described === undefined ? '' : `/components/schemas/${described}`;
    expect(found.map((finding) => finding.schema)).toEqual([schema]);
    expect(schema === '' || getAtPointer(openapi, schema), schema).toBeTruthy();
  });

  test('of each name is spoiled above', () => {
    // What reads a header is spoiled in check.test.ts.
    const names = rules.flatMap(({ name, exchangePart }) =>
      /^(list|image|manifest|filter)\//.test(name) && exchangePart === '/response/body' ? name : [],
    );
    expect(new Set(spoiled.map(([rule]) => rule))).toEqual(new Set(names));
  });
});

/** An image of a graphdriver store. */
const image = (members: object = {}) => ({
  Id: other,
  ParentId: '',
  RepoTags: ['a:1'],
  RepoDigests: [],
  Created: 100,
  Size: 1,
  SharedSize: -1,
  Labels: null,
  Containers: -1,
  ...members,
});

const DOCKER = 'application/vnd.docker.distribution.manifest.v2+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const descriptor = (mediaType: string, rest: object = {}) => ({
  Descriptor: { mediaType, digest: other, size: 1, ...rest },
});

/** A list of images with one attestation, and what it is for. */
const attested = (For: string, annotations?: object) => [
  image({
    ...{ Id: index, Size: 2, ...descriptor(OCI_INDEX, { digest: index }) },
    Manifests: [
      {
        ID: other,
        ...descriptor(DOCKER, annotations && { annotations }),
        Available: true,
        Size: { Content: 1, Total: 1 },
        Kind: 'attestation',
        AttestationData: { For },
      },
      {
        ID: one,
        ...descriptor(DOCKER, { digest: one }),
        Available: true,
        Size: { Content: 1, Total: 1 },
        Kind: 'unknown',
      },
    ],
  }),
];

const tagged = (...RepoTags: string[]) => image({ RepoTags });
const labelled = (Labels: object | null, rest: object = {}) => image({ Labels, ...rest });
const created = (Created: number, rest: object = {}) => image({ Created, ...rest });

/** Filters, or a query, with images, and the pointers of what is found. */
const edges: readonly [asked: object | string, images: object[], pointers: string[]][] = [
  ['manifests=1', [image({ Size: 0, Manifests: [manifest], ...descriptor('a/b') })], []],
  ['manifests=0&manifests=1', [image({ Size: 0, Manifests: [manifest], ...descriptor('a/b') })], ['/0/Manifests']],
  ['shared-size=off', [image({ SharedSize: 0 })], []],
  ['shared-size=no', [image({ SharedSize: 0 })], ['/0/SharedSize']],

  [{ label: ['a'] }, [labelled({ a: '' })], []],
  [{ label: ['a='] }, [labelled({ a: '' }), labelled({ a: 'b', c: '' }, { Id: one, RepoTags: [] })], ['/1/Labels']],
  [{ label: ['a=b=c'] }, [labelled({ a: 'b=c' })], []],
  [{ label: ['a=b=c'] }, [labelled({ 'a=b': 'c' })], ['/0/Labels']],
  [{ label: [''] }, [labelled({ '': 'x' })], []],
  [{ label: ['toString'] }, [labelled({})], ['/0/Labels']],
  [{ label: ['__proto__'] }, [labelled(JSON.parse('{"__proto__":""}'))], []],
  [{ label: ['a', 'b', 'c=d'] }, [labelled({ a: '' })], ['/0/Labels']],
  [{ label: { a: false } }, [labelled({})], ['/0/Labels']],
  [
    { label: ['a!', 'a!=b', '!'] },
    [labelled({ a: 'b' }), labelled({ 'a!': 'b', '!': '' }, { Id: one, RepoTags: [] })],
    ['/0/Labels'],
  ],
  [{ label: ['a!', 'a!=b', '!'] }, [labelled({ a: 'b' }, descriptor(DOCKER))], []],
  [{ 'label!': ['a'] }, [labelled({ a: '' }, descriptor(DOCKER))], ['/0/Labels']],
  [{ 'label!': ['a'] }, [labelled({ a: '' }, descriptor(OCI_INDEX))], []],
  [{ label: ['a'] }, [labelled(null)], ['/0/Labels']],
  [{ label: ['a'] }, [labelled(null, descriptor(DOCKER))], ['/0/Labels']],
  [{ label: ['a'] }, [labelled(null, { Created: 0, ...descriptor(DOCKER) })], []],
  [{ label: ['a'] }, [labelled({}, descriptor(DOCKER))], ['/0/Labels']],
  [{ label: ['a'] }, [labelled({}, descriptor(OCI_INDEX))], []],
  [{ label: ['a'] }, [labelled({}, descriptor(OCI_CONFIG))], []],

  [{ reference: ['a'] }, [tagged('a:1', 'b:1', 'a:2', 'b/a:1')], ['/0/RepoTags/1', '/0/RepoTags/3']],
  [{ reference: ['b', 'a:?'] }, [tagged('a:1', 'b:1', 'a:10')], ['/0/RepoTags/2']],
  [{ reference: { b: false } }, [tagged('a:1')], ['/0/RepoTags/0']],
  [{ reference: ['*'] }, [tagged('a:1', 'b/a:1')], ['/0/RepoTags/1']],
  [{ reference: ['a'] }, [tagged()], ['/0/RepoTags']],
  [{ reference: ['a'] }, [image({ RepoTags: [], ...descriptor(DOCKER) })], ['/0/RepoTags']],
  [{ reference: [] }, [tagged('a:1')], ['/0/RepoTags']],
  [{ reference: [] }, [image(descriptor(DOCKER))], []],
  [{ reference: ['b', '['] }, [tagged('a:1')], []],
  [{ reference: ['b'] }, [tagged('not a ref !!', 'x y')], ['/0/RepoTags']],
  [{ reference: ['a'] }, [tagged('not a ref !!', 'a:1')], []],
  [{ reference: ['b'], before: ['x:1'] }, [tagged('a:1')], ['/0/RepoTags/0']],
  [
    { reference: ['a@*'] },
    [image({ RepoTags: [`a@${other}`, `b@${other}`], ...descriptor(DOCKER) })],
    ['/0/RepoTags/1'],
  ],
  [{ reference: ['docker.io/library/a:*', 'docker.io/b/a'] }, [tagged('a:1', 'b/a:1', 'c/a:1')], ['/0/RepoTags/2']],

  [{ dangling: ['1'] }, [tagged('a:1')], ['/0/RepoTags']],
  [{ dangling: ['1'] }, [image({ RepoTags: [], RepoDigests: [`a@${other}`] })], []],
  [{ dangling: ['0'] }, [image({ RepoTags: [], RepoDigests: [`a@${other}`] })], []],
  [{ dangling: ['0'] }, [tagged()], ['/0/RepoTags']],
  [{ dangling: { true: true, false: false } }, [tagged('a:1')], ['/0/RepoTags']],
  [{ dangling: { true: false, false: true } }, [tagged('a:1')], []],

  [{ before: ['a:1'] }, [tagged('a:1')], ['/0/Id']],
  [{ before: ['docker.io/library/a:1'] }, [tagged('b:1', 'a:1')], ['/0/Id']],
  [{ before: ['a'] }, [tagged('a:latest')], ['/0/Id']],
  [{ before: ['a'] }, [tagged('a:1')], []],
  [{ before: [other] }, [tagged()], ['/0/Id']],
  [{ before: [other.slice(7)] }, [tagged()], ['/0/Id']],
  [{ before: [other.slice(7, 20)] }, [tagged()], []],
  [{ before: [`a@${other}`] }, [image({ RepoDigests: [`a@${other}`] })], ['/0/Id']],
  [{ before: ['b:1', 'a:1'] }, [tagged('a:1')], ['/0/Id']],
  [
    { before: ['a:1'] },
    [created(101, { Id: one, RepoTags: [] }), tagged('a:1'), created(99, { Id: two, RepoTags: [] })],
    ['/0/Id', '/1/Id'],
  ],
  [{ since: ['a:1'] }, [tagged('a:1'), created(99, { Id: two, RepoTags: [] })], ['/0/Id', '/1/Id']],
  [{ before: ['a:1'] }, [created(0)], []],
  [{ since: ['a:1'] }, [created(-62_135_596_800)], []],
  [{ since: { 'a:1': false } }, [tagged('a:1')], ['/0/Id']],

  ['', [tagged('<none>:<none>')], ['/0/RepoTags/0']],
  ['', [image({ RepoDigests: [`docker.io/b/a@${other}`] })], ['/0/RepoDigests/0']],
  ['', [tagged('docker.io/library/a:1')], ['/0/RepoTags/0']],
  [
    '',
    [tagged('docker.io/Upper/a:1', 'index.docker.io/library/a:1', 'example.com/docker.io/a:1', 'library/a/b:1')],
    [],
  ],

  [{ until: ['101'] }, [created(100)], []],
  [{ until: ['100'] }, [created(100)], ['/0/Created']],
  [{ until: ['100.0'] }, [created(100)], ['/0/Created']],
  [{ until: ['100.5'] }, [created(101), created(100, { Id: one, RepoTags: [] })], ['/0/Created']],
  [{ until: ['1709683200.000000001'] }, [created(1709683200)], []],
  [{ until: ['1970-01-01T00:01:40Z', '1h'] }, [created(100)], ['/0/Created']],
  [{ until: { '200': false, '50': false } }, [created(100)], ['/0/Created']],
  [{ until: ['1h', '1.'] }, [created(4102444800)], []],
  [{ until: ['1970-01-01'] }, [created(43_199)], []],
  [{ until: ['1970-01-01'] }, [created(43_200)], ['/0/Created']],
  [{ until: ['0001-01-01Z', '50'] }, [created(100)], []],
  [{ until: ['50'] }, [created(100, descriptor(DOCKER))], []],

  [
    '',
    [3, 3, 1, 2, 0, 9].map((time, index) => created(time, { Id: `sha256:${String(index).repeat(64)}`, RepoTags: [] })),
    ['/3/Created'],
  ],
  ['', [image(), image(), image({ RepoTags: [] })], ['/1/Id', '/2/Id']],

  ['manifests=1', attested(one), []],
  ['manifests=1', attested(two), ['/0/Manifests/0/AttestationData/For']],
  ['manifests=1', attested(other), ['/0/Manifests/0/AttestationData/For']],
  ['manifests=1', attested(two, { 'vnd.docker.reference.digest': two }), []],
  ['manifests=1', attested(one, { 'vnd.docker.reference.digest': two }), ['/0/Manifests/0/AttestationData/For']],
];

const exchange = (asked: object | string, body: unknown, status = 200, version = '1.49'): Exchange => {
  const query = typeof asked === 'string' ? asked : `filters=${encodeURIComponent(JSON.stringify(asked))}`;
  return { request: { method: 'GET', path: `/v${version}/images/json?${query}` }, response: { status, body } };
};
/** Below API 1.48 the store is unknown unless the engine is older than Docker 24, and only what holds for both stores counts. */
const oldEdges: readonly [asked: object, server: string, images: object[], pointers: string[]][] = [
  [{ until: ['50'] }, 'Docker/26.1.5 (linux)', [created(100)], []],
  [{ label: ['a'] }, 'Docker/26.1.5 (linux)', [labelled({})], []],
  [{ label: ['a'] }, 'Docker/20.10.24 (linux)', [labelled({})], ['/0/Labels']],
  [{ reference: ['b'] }, 'Docker/26.1.5 (linux)', [tagged('a:1')], ['/0/RepoTags/0']],
  [{ dangling: ['true'] }, 'Docker/26.1.5 (linux)', [tagged('a:1')], ['/0/RepoTags']],
  [{ dangling: ['false'] }, 'Docker/26.1.5 (linux)', [tagged('<none>:<none>')], ['/0/RepoTags']],
  [{ before: ['a:1'] }, 'Docker/26.1.5 (linux)', [tagged('a:1')], ['/0/Id']],
  [{ 'label!': ['a'] }, 'Docker/26.1.5 (linux)', [labelled({ a: '' })], []],
];
test.each(oldEdges)('at 1.41, %j of %s with %j', (asked, server, images, pointers) => {
  const { request, response } = exchange(
    asked,
    images.map((one) => ({ ...one, VirtualSize: 1 })),
    200,
    '1.41',
  );
  const found = errors({ request, response: { ...response, headers: { server, 'content-type': 'application/json' } } });
  expect(found.filter(({ rule }) => rule.startsWith('filter/')).map(({ pointer }) => pointer)).toEqual(pointers);
});

const errors = (given: Exchange) => checkExchange(given).filter(({ severity }) => severity === 'error');

test.each(edges)('edges: %j of %j', (asked, images, pointers) => {
  expect(errors(exchange(asked, images)).map(({ pointer }) => pointer)).toEqual(pointers);
});

/** An image of a containerd store: an index of one manifest, with which all is well. */
const indexed = (members: object = {}, about: object = {}, data: object = {}) => {
  const Descriptor = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: one, size: 3 };
  const ImageData = {
    Platform: { architecture: 'arm', os: 'linux' },
    Containers: null,
    Size: { Unpacked: 4 },
    ...data,
  };
  return image({
    ...{ ...descriptor(OCI_INDEX), Size: 7 },
    Manifests: [
      { ID: one, Descriptor, Available: true, Size: { Content: 3, Total: 7 }, Kind: 'image', ImageData, ...about },
    ],
    ...members,
  });
};
const single = (about: object = {}) => {
  const { Manifests = [] } = indexed() as { Manifests?: object[] };
  const [only] = Manifests as { Descriptor: object }[]; // as it has just been made
  const Descriptor = { ...only?.Descriptor, digest: other };
  return indexed({ Descriptor, Manifests: [{ ...only, ID: other, Descriptor: { ...Descriptor, ...about } }] });
};
const described = (more: object) => ({ Descriptor: { mediaType: 'x/y', digest: one, size: 3, ...more } });
const platform = (Platform: object, rest: object) =>
  indexed({}, described({ platform: { architecture: 'arm', os: 'linux', ...rest } }), { Platform });

/** What every honest list keeps: images of containerd stores asked for with manifests, and what is found in them. */
const laws: readonly [name: string, images: object[], pointers: string[], query?: string][] = [
  ['a list with which all is well', [indexed()], []],
  ['the last second that can be told', [created(253_402_300_799)], []],
  ['one second more', [created(253_402_300_800)], ['/0/Created']],
  ['the first second', [created(-62_167_219_200)], []],
  ['one second before', [created(-62_167_219_201)], ['/0/Created']],
  ['a parent', [image({ ParentId: one })], []],
  ['itself for a parent', [image({ ParentId: other })], ['/0/ParentId']],
  ['a parent that is no id', [image({ ParentId: 'x' })], ['/0/ParentId']],
  ['a parent by another digest', [image({ ParentId: `sha512:${'0'.repeat(128)}` })], ['/0/ParentId']],
  ['a tag with a digest without a descriptor', [tagged(`a@${other}`)], ['/0/RepoTags/0']],
  ['a tag on two images', [image(), image({ Id: one })], ['/1/RepoTags/0']],
  ['a tag twice on one image', [tagged('a:1', 'a:1')], []],
  [
    'a digest on two images',
    [
      indexed({ RepoTags: [], RepoDigests: [`a@${other}`] }),
      image({ Id: one, RepoTags: [], RepoDigests: [`a@${other}`], ...descriptor('x/y', { digest: one }) }),
    ],
    ['/1/RepoDigests/0', '/1/RepoDigests/0'],
  ],
  ['a digest of another', [indexed({ RepoDigests: [`a@${one}`] })], ['/0/RepoDigests/0']],
  ['a digest cut off', [image({ RepoDigests: [other.slice(0, -1)] })], ['/0/RepoDigests/0']],
  ['a digest of 65 digits', [image({ RepoDigests: [`a@${other}0`] })], ['/0/RepoDigests/0']],
  ['a digest alone', [image({ RepoDigests: [other] })], []],
  ['another with a longer digest', [image({ RepoDigests: [`a@sha512:${'0'.repeat(128)}`] })], []],
  ['a descriptor on one of two', [indexed(), image({ Id: one, RepoTags: [] })], ['/1']],
  [
    'a descriptor with a platform',
    [indexed(descriptor(OCI_INDEX, { platform: { architecture: '', os: '' } }))],
    ['/0/Descriptor/platform'],
  ],
  ['a descriptor with urls', [indexed(descriptor(OCI_INDEX, { urls: ['a:b'] }))], ['/0/Descriptor/urls']],
  ['manifests without a descriptor', [indexed({ Descriptor: undefined })], ['/0/Manifests']],
  ['another size', [indexed({ Size: 8 })], ['/0/Size']],
  ['a size over 64 bits', [image({ Size: 2 ** 63 })], ['/0/Size']],
  [
    'a size that JavaScript rounds',
    [indexed({ Size: 2 ** 60 }, { Size: { Content: 2 ** 60 - 4, Total: 2 ** 60 } })],
    [],
  ],
  ['shared with more than its size', [indexed({ SharedSize: 8 })], ['/0/SharedSize'], 'manifests=1&shared-size=1'],
  ['shared with all of its size', [indexed({ SharedSize: 7 })], [], 'manifests=1&shared-size=1'],
  ['a manifest alone', [single()], []],
  ['a manifest of another size', [single({ size: 2 })], ['/0/Manifests/0/Descriptor/size']],
  ['a manifest of another type', [single({ mediaType: OCI_INDEX })], ['/0/Manifests/0/Descriptor/mediaType']],
  [
    'two where one is',
    [indexed(descriptor(DOCKER), { ID: other, ...described({ digest: other }) })],
    ['/0/Manifests/0/Descriptor/mediaType'],
  ],
  [
    'no manifest of its own',
    [single(), indexed({ Id: two, RepoTags: [], Descriptor: { mediaType: DOCKER, digest: two, size: 1 } })],
    ['/1/Manifests/0/Descriptor/digest'],
  ],
  ['an index in itself', [indexed({}, { ID: other, ...described({ digest: other }) })], ['/0/Manifests/0/ID']],
  [
    'available without all of it',
    [indexed({ Size: 6 }, { Size: { Content: 2, Total: 6 } })],
    ['/0/Manifests/0/Size/Content'],
  ],
  ['not available with some of it', [indexed({ Size: 6 }, { Available: false, Size: { Content: 2, Total: 6 } })], []],
  ['the platform that the index says', [platform({ architecture: 'arm', os: 'linux', variant: 'v7' }, {})], []],
  [
    'another architecture',
    [platform({ architecture: 'amd64', os: 'linux' }, {})],
    ['/0/Manifests/0/ImageData/Platform'],
  ],
  [
    'no variant',
    [platform({ architecture: 'arm', os: 'linux' }, { variant: 'v7' })],
    ['/0/Manifests/0/ImageData/Platform'],
  ],
  [
    'an attestation for an image',
    [indexed({}, described({ annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }))],
    ['/0/Manifests/0/Kind'],
  ],
  [
    'a container twice',
    [indexed({}, {}, { Containers: ['1', '2', '1'].map((digit) => digit.repeat(64)) })],
    ['/0/Manifests/0/ImageData/Containers/2'],
  ],
  ['two containers', [indexed({}, {}, { Containers: ['1', '2'].map((digit) => digit.repeat(64)) })], []],
  ['label! where it was read', [indexed()], [], 'manifests=1&filters={"label!":["x"]}'],
  ['label! where no store reads it', [image()], ['/0'], 'filters={"label!":["x"]}'],
];
test.each(laws)('%s', (_name, images, pointers, query = 'manifests=1') => {
  expect(errors(exchange(query, images)).map(({ pointer }) => pointer)).toEqual(pointers);
});

describe('relations are not checked', () => {
  const bad = image({ Containers: 1 });
  test.each([
    ['with a status that the request cannot get', exchange({ nope: [] }, [bad]), ['response/status']],
    ['with a body that breaks the schema', exchange('', [bad, image({ Size: -1 })]), ['response/schema']],
    ['with an error', exchange('', [bad], 500), ['response/schema']],
    ['at another version', exchange('', [bad], 200, '1.51'), []],
  ] satisfies [string, Exchange, string[]][])('%s', (_name, given, expected) => {
    expect(errors(given).map(({ rule }) => rule)).toEqual(expected);
  });
});

test.each([[[1]], [[null]], [5], [null]])('before API 1.47 `Manifests` can be anything, such as %j', (Manifests) => {
  for (const query of ['', 'filters={"label":["a"]}', 'filters={"before":["a:1"]}']) {
    const given = exchange(query, [image({ Manifests, Descriptor: Manifests, VirtualSize: 1 })], 200, '1.43');
    expect(errors(given).filter(({ rule }) => !rule.startsWith('filter/'))).toEqual([]);
  }
});

test('a finding of a filter says which image it rules out, and why', () => {
  expect(errors(exchange({ label: ['a=b'] }, [labelled({ a: 'c' })]))).toMatchObject([
    {
      message: `"${other}" is listed, though it has no label "a=b"`,
      expected: 'not this image: it has no label "a=b"',
      actual: 'an object with a',
    },
  ]);
});
