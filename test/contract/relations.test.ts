import { describe, expect, test } from 'vitest';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import { checkExchange, type Exchange, rules } from '../../src/contract/index.js';
import { read } from '../../src/recordings/read.js';
import { valueAt } from '../../src/values/pointer.js';
import { put } from '../put.js';

const folder = new URL('../recordings/', import.meta.url).pathname;

async function recording(name: string): Promise<Exchange> {
  for await (const { exchange } of read({ path: `${folder}docker-28.5.2-${name}`, name })) return exchange;
  throw new Error(`${name} holds no exchange`);
}

const other = `sha256:${'0'.repeat(64)}`;

/** A manifest with which all is well. */
const manifest = {
  ID: other,
  Descriptor: { mediaType: 'a/b', digest: other, size: 1 },
  Available: false,
  Size: { Content: 0, Total: 0 },
  Kind: 'unknown',
};

/** An image with attestations; where it stands differs from recording to recording. */
const ATTESTED = 'contract/attested:1';
const place = (at: string, body: unknown): string =>
  at.replace('ATTESTED', () =>
    String((body as { RepoTags: string[] }[]).findIndex(({ RepoTags }) => RepoTags.includes(ATTESTED))),
  );

/** What to put where into which recording (a function is given its body), for which rule to fire there alone. */
const spoiled: readonly [rule: string, recording: string, at: string, value: unknown, pointer?: string][] = [
  ['manifests-unasked', 'containerd/plain.json.gz', '/3/Manifests', [manifest]],
  ['shared-size', 'containerd/plain.json.gz', '/1/SharedSize', 0],
  ['shared-size', 'overlay2/shared-size.json.gz', '/2/SharedSize', -1],
  ['containers', 'overlay2/plain.json.gz', '/1/Containers', 0],
  ['virtual-size', 'overlay2/plain.json.gz', '/1/VirtualSize', 0],
  ['label', 'containerd/filters-label-list.json', '/1/Labels', {}],
  ['label', 'overlay2/filters-label-two-list.json', '/0/Labels', { 'com.example.kind': 'app' }],
  ['reference', 'containerd/filters-reference-two.json', '/0/RepoTags/0', 'contract/other-name:1'],
  ['dangling', 'overlay2/filters-dangling-true-list.json', '/0/RepoTags', ['a:1']],
  ['dangling', 'overlay2/filters-dangling-false-list.json.gz', '/0/RepoTags', []],
  ['label', 'overlay2/filters-label-list.json', '/0/Labels', null],
  [
    'before',
    'overlay2/filters-before-id.json',
    '/0/Id',
    `sha256:${'1b57190b56dfd55b7ee2666a56a87e9b90f0adfcb2e2c6586e21d1b9bff811e1'}`,
  ],
  ['since', 'containerd/filters-since-name.json', '/0/RepoTags', ['contract/artifact-beside:1'], '/0/Id'],
  ['names', 'containerd/plain.json.gz', '/3/RepoTags/0', 'docker.io/library/x:1'],
  ['names', 'overlay2/plain.json.gz', '/3/RepoDigests/0', '<none>@<none>'],
  ['until', 'overlay2/filters-until-seconds.json', '/0/Created', 1709683200],
  ['order', 'containerd/plain.json.gz', '/4/Created', 4102444799],
  ['size-total', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/0/Size/Total', 0],
  ['size-total', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/Size/Total', 0],
  ['id-digest', 'containerd/manifests.json.gz', '/ATTESTED/Id', other],
  ['id-digest', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/ID', other],
  ['attestation-for', 'containerd/manifests.json.gz', '/ATTESTED/Manifests/2/AttestationData/For', other],
  ['id-unique', 'overlay2/plain.json.gz', '/1/Id', (body: unknown) => valueAt(body, '/0/Id')],
];

describe('a relation', () => {
  test.each(spoiled)('%s fires on %s spoiled at %s, and only there', async (rule, name, where, value, pointer) => {
    const honest = await recording(name);
    const at = place(where, honest.response.body);
    expect(checkExchange(honest)).toEqual([]);
    const replacement: unknown = typeof value === 'function' ? value(honest.response.body) : value;
    const body = put(honest.response.body, at, replacement);
    const found = checkExchange({ ...honest, response: { ...honest.response, body } });
    expect(found).toMatchObject([{ rule: `relation/${rule}`, severity: 'error', pointer: pointer ?? at }]);
    for (const { schema } of found) expect(schema === '' || valueAt(openapi, schema), schema).toBeTruthy();
  });

  test('of each name is spoiled above', () => {
    const names = rules.map(({ name }) => name).filter((name) => name.startsWith('relation/'));
    expect(new Set(spoiled.map(([rule]) => `relation/${rule}`))).toEqual(new Set(names));
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
        ID: 'sha256:1',
        ...descriptor(DOCKER, { digest: 'sha256:1' }),
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
  ['manifests=1', [image({ Manifests: [manifest] })], []],
  ['manifests=0&manifests=1', [image({ Manifests: [manifest] })], ['/0/Manifests']],
  ['shared-size=off', [image({ SharedSize: 0 })], []],
  ['shared-size=no', [image({ SharedSize: 0 })], ['/0/SharedSize']],

  [{ label: ['a'] }, [labelled({ a: '' })], []],
  [{ label: ['a='] }, [labelled({ a: '' }), labelled({ a: 'b', c: '' }, { Id: 'sha256:1' })], ['/1/Labels']],
  [{ label: ['a=b=c'] }, [labelled({ a: 'b=c' })], []],
  [{ label: ['a=b=c'] }, [labelled({ 'a=b': 'c' })], ['/0/Labels']],
  [{ label: [''] }, [labelled({ '': 'x' })], []],
  [{ label: ['toString'] }, [labelled({})], ['/0/Labels']],
  [{ label: ['__proto__'] }, [labelled(JSON.parse('{"__proto__":""}'))], []],
  [{ label: ['a', 'b', 'c=d'] }, [labelled({ a: '' })], ['/0/Labels']],
  [{ label: { a: false } }, [labelled({})], ['/0/Labels']],
  [{ label: ['a!', 'a!=b', '!'] }, [labelled({ a: 'b' }), labelled({}, { Id: 'sha256:1' })], []],
  [{ 'label!': ['a'] }, [labelled({ a: '' })], []],
  [{ label: ['a'] }, [labelled(null)], ['/0/Labels']],
  [{ label: ['a'] }, [labelled(null, descriptor(DOCKER))], []],
  [{ label: ['a'] }, [labelled({}, descriptor(DOCKER))], ['/0/Labels']],
  [{ label: ['a'] }, [labelled({}, descriptor(OCI_INDEX))], []],
  [{ label: ['a'] }, [labelled({}, descriptor(OCI_CONFIG))], []],

  [{ reference: ['a'] }, [tagged('a:1', 'b:1', 'a:2', 'b/a:1')], ['/0/RepoTags/1', '/0/RepoTags/3']],
  [{ reference: ['b', 'a:?'] }, [tagged('a:1', 'b:1', 'a:10')], ['/0/RepoTags/2']],
  [{ reference: { b: false } }, [tagged('a:1')], ['/0/RepoTags/0']],
  [{ reference: ['*'] }, [tagged('a:1', 'b/a:1')], ['/0/RepoTags/1']],
  [{ reference: ['a'] }, [tagged()], []],
  [{ reference: [] }, [tagged('a:1')], []],
  [{ reference: ['b', '['] }, [tagged('a:1')], []],
  [{ reference: ['b'] }, [tagged('not a ref !!', other)], []],
  [{ reference: ['a@*'] }, [tagged(`a@${other}`, `b@${other}`)], ['/0/RepoTags/1']],
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
  [{ before: ['a:1'] }, [created(0)], []],
  [{ since: ['a:1'] }, [created(-62_135_596_800)], []],
  [{ since: { 'a:1': false } }, [tagged('a:1')], ['/0/Id']],

  ['', [tagged('<none>:<none>')], ['/0/RepoTags/0']],
  ['', [image({ RepoDigests: [`docker.io/b/a@${other}`] })], ['/0/RepoDigests/0']],
  ['', [tagged('index.docker.io/library/a:1')], ['/0/RepoTags/0']],
  ['', [tagged('docker.io/Upper/a:1', 'example.com/docker.io/a:1', 'library/a/b:1')], []],

  [{ until: ['101'] }, [created(100)], []],
  [{ until: ['100'] }, [created(100)], ['/0/Created']],
  [{ until: ['100.0'] }, [created(100)], ['/0/Created']],
  [{ until: ['100.5'] }, [created(101), created(100, { Id: 'sha256:1' })], ['/0/Created']],
  [{ until: ['1709683200.000000001'] }, [created(1709683200)], []],
  [{ until: ['1970-01-01T00:01:40Z', '1h'] }, [created(100)], ['/0/Created']],
  [{ until: { '200': false, '50': false } }, [created(100)], ['/0/Created']],
  [{ until: ['1h', '1970-01-01', 'yesterday'] }, [created(4102444800)], []],
  [{ until: ['0001-01-01Z', '50'] }, [created(100)], []],
  [{ until: ['50'] }, [created(100, descriptor(DOCKER))], []],

  ['', [3, 3, 1, 2, 0, 9].map((time, index) => created(time, { Id: `sha256:${index}` })), ['/3/Created']],
  ['', [image(), image(), image({ RepoTags: [] })], ['/1/Id', '/2/Id']],

  ['manifests=1', attested('sha256:1'), []],
  ['manifests=1', attested('sha256:2'), ['/0/Manifests/0/AttestationData/For']],
  ['manifests=1', attested(other), ['/0/Manifests/0/AttestationData/For']],
  ['manifests=1', attested('sha256:2', { 'vnd.docker.reference.digest': 'sha256:2' }), []],
  [
    'manifests=1',
    attested('sha256:1', { 'vnd.docker.reference.digest': 'sha256:2' }),
    ['/0/Manifests/0/AttestationData/For'],
  ],
];

const exchange = (asked: object | string, body: unknown, status = 200, version = '1.49'): Exchange => {
  const query = typeof asked === 'string' ? asked : `filters=${encodeURIComponent(JSON.stringify(asked))}`;
  return { request: { method: 'GET', path: `/v${version}/images/json?${query}` }, response: { status, body } };
};
const errors = (given: Exchange) => checkExchange(given).filter(({ severity }) => severity === 'error');

test.each(edges)('edges: %j of %j', (asked, images, pointers) => {
  expect(errors(exchange(asked, images)).map(({ pointer }) => pointer)).toEqual(pointers);
});

describe('relations are not judged', () => {
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

test('a finding says what must stand there, and why', () => {
  expect(errors(exchange({ label: ['a=b'] }, [labelled({ a: 'c' })]))).toMatchObject([
    {
      message: 'expected the label "a=b", as `filters` asks for it, found an object with a',
      expected: 'the label "a=b", as `filters` asks for it',
      actual: 'an object with a',
    },
  ]);
});
