import { describe, expect, test } from 'vitest';
import { createImageFilter } from '../../src/engine/filter-images.js';
import type { AnyVersionImage } from '../../src/engine/image.js';
import { createNameSelector } from '../../src/engine/image-names.js';
import { createImageSet, detectStore, type ImageStore } from '../../src/engine/image-set.js';
import type { InterpretedRequest } from '../../src/engine/interpreted-request.js';
import { parseListRequest } from '../../src/request/parse-request.js';

const hex = (digit: string): string => `sha256:${digit.repeat(64)}`;
const image = (digit: string, more: Partial<AnyVersionImage> = {}): AnyVersionImage => ({
  ...{ Id: hex(digit), ParentId: '', RepoTags: [], RepoDigests: [], Created: 100, Size: 1, SharedSize: -1 },
  ...{ Labels: null, Containers: -1 },
  ...more,
});
const descriptor = (kind: 'manifest' | 'index') => ({
  Descriptor: { mediaType: `application/vnd.oci.image.${kind}.v1+json`, digest: hex('0'), size: 1 },
});

const list: readonly AnyVersionImage[] = [
  image('a', { RepoTags: ['new:1', 'team/new:2'], Created: 300, Labels: { kind: 'app', empty: '' } }),
  image('b', { RepoTags: ['old:1'], RepoDigests: [`old@${hex('b')}`], Created: 200, ParentId: hex('c') }),
  image('c', { Created: 150 }),
  image('d', { Created: 200 }),
  image('e', { RepoDigests: [`digest-only@${hex('e')}`], Created: 0 }),
];

/** What the model says of each image of the list: `+` must, `?` may, `-` must not be listed. */
function said(
  query: string,
  store: ImageStore | undefined,
  about: Partial<InterpretedRequest> = {},
  images = list,
): string {
  const request = parseListRequest({ method: 'GET', path: `/v1.49/images/json?${query}` });
  if (!request) throw new Error(query);
  const listed = createImageFilter(createImageSet(images, store), {
    ...request,
    minor: 49,
    engineVersion: undefined,
    ...about,
  });
  const signs = { required: '+', optional: '?', forbidden: '-' };
  return createImageSet(images, store)
    .images.map((known) => signs[listed(known).expectation])
    .join('');
}
const filters = (value: unknown): string => `filters=${encodeURIComponent(JSON.stringify(value))}`;
const all = (value: unknown): string => `all=1&${filters(value)}`;

describe('which images an answer lists', () => {
  test.each<[name: string, query: string, graphdriver: string, containerd: string]>([
    ['all', 'all=1', '+++++', '+++++'],
    ['without the intermediate', '', '++-++', '++-++'],
    ['before', all({ before: ['new:1'] }), '-+++?', '-+++?'],
    ['before in the same second', all({ before: ['old:1'] }), '--+??', '--+??'],
    ['before an id', all({ before: [hex('a')] }), '-+++?', '-+++?'],
    ['before a short id', all({ before: ['aaaa'] }), '-+++?', '-+++?'],
    ['before a digest', all({ before: [`old@${hex('b')}`] }), '--+??', '--+??'],
    ['before a name without tag', all({ before: ['team/new'] }), '?????', '?????'],
    ['before two', all({ before: ['new:1', 'old:1'] }), '--+??', '--+??'],
    ['before what has no date', all({ before: [hex('e')] }), '?????', '?????'],
    ['before none', all({ before: [] }), '+++++', '+++++'],
    ['since', all({ since: ['old:1'] }), '+--?-', '+--??'],
    ['since and before', all({ since: [hex('c')], before: [hex('a')] }), '-+-+-', '-+-+?'],
    ['dangling', all({ dangling: ['true'] }), '---++', '??++?'],
    ['dangling as a digit', all({ dangling: ['1'] }), '---++', '??++?'],
    ['not dangling', all({ dangling: { false: true } }), '++--+', '++--+'],
    ['label', all({ label: ['kind'] }), '+----', '+????'],
    ['label with value', all({ label: ['kind=app'] }), '+----', '+????'],
    ['label with another value', all({ label: ['kind=base'] }), '-----', '?????'],
    ['label with an empty value', all({ label: ['empty='] }), '+----', '+????'],
    ['two labels', all({ label: ['kind', 'missing'] }), '-----', '?????'],
    ['no labels', all({ label: [] }), '+????', '+++++'],
    ['reference', all({ reference: ['old'] }), '-+---', '-+---'],
    ['reference with a star', all({ reference: ['*'] }), '++--+', '++???'],
    ['reference by digest', all({ reference: [`digest-only@${hex('e')}`] }), '----+', '----?'],
    ['reference in full', all({ reference: ['docker.io/library/old:1'] }), '-?---', '-?---'],
    ['malformed reference', all({ reference: ['['] }), '?????', '?????'],
    ['no references', all({ reference: [] }), '-----', '+++++'],
    ['dangling with reference', all({ dangling: ['true'], reference: ['old*'] }), '-----', '-?---'],
    ['until', all({ until: ['200'] }), '--+-?', '?????'],
    ['until between two seconds', all({ until: ['200.5'] }), '-?+??', '?????'],
    ['until an age', all({ until: ['10m'] }), '?????', '?????'],
    ['until a day somewhere', all({ until: ['1970-01-05'] }), '++++?', '?????'],
    ['until about a day somewhere', all({ until: ['1970-01-01'] }), '?????', '?????'],
    ['until the start of year 1', all({ until: ['0001-01-01Z'] }), '?????', '?????'],
    ['until the start of year 1 somewhere', all({ until: ['0001-01-01'] }), '?????', '?????'],
    ['until the day after it', all({ until: ['0001-01-02'] }), '-----', '?????'],
    ['several keys', all({ before: ['new:1'], dangling: ['false'], until: ['250'] }), '-+--?', '-?--?'],
  ])('%s', (_name, query, graphdriver, containerd) => {
    expect({ graphdriver: said(query, 'graphdriver'), containerd: said(query, 'containerd') }).toEqual({
      graphdriver,
      containerd,
    });
  });

  test('without a store, where both say the same', () => {
    expect(said(all({ before: ['new:1'] }), undefined)).toBe('-+++?');
    expect(said(all({ dangling: ['true'] }), undefined)).toBe('???+?');
  });

  test.each<[name: string, about: Partial<InterpretedRequest>, listed: string]>([
    ['of several images older engines take one', { minor: 41 }, '-?+??'],
    ['Docker 25 and later take both', { minor: 41, engineVersion: { major: 25, minor: 0 } }, '--+??'],
    ['what serves API 1.44 is Docker 25', { minor: 44 }, '--+??'],
  ])('%s', (_name, about, listed) => {
    expect(said(all({ before: ['new:1', 'old:1'] }), 'graphdriver', about)).toBe(listed);
  });

  test.each([
    ['1.40', 40, '+????'],
    ['1.41', 41, '+++++'],
  ])('`filter` at %s', (_, minor, listed) => {
    expect(said('all=1&filter=new', 'graphdriver', { minor })).toBe(listed);
  });

  test('the start of year 1 is no bound to a graph driver, and one to containerd', () => {
    const images = [image('a', { Created: -62_135_596_800 }), image('b'), image('c', { Created: 0 })];
    const query = all({ since: [hex('a')] });
    expect(said(query, 'graphdriver', {}, images)).toBe('+++');
    expect(said(query, 'containerd', {}, images)).toBe('-+?');
    expect(said(query, 'graphdriver', { minor: 41 }, images)).toBe('?+?');
  });

  test('labels of a containerd store: those of a manifest are all, those of an index may be more', () => {
    const size = { Size: { Content: 1, Total: 1 } };
    const manifest = { ID: hex('1'), Available: true, ...size, Descriptor: descriptor('manifest').Descriptor };
    const data = { Platform: { architecture: '', os: '' }, Containers: null, Size: { Unpacked: 0 } };
    const there = { ...manifest, Kind: 'image' as const, ImageData: data };
    const away = { ...there, Available: false, Size: { Content: 0, Total: 0 } };
    const images = [
      image('a', descriptor('manifest')),
      image('b', { ...descriptor('manifest'), Created: 0 }),
      image('c', descriptor('index')),
      image('d', { ...descriptor('index'), Manifests: [there, away] }),
      image('e', { ...descriptor('index'), Manifests: [there, there] }),
      image('f', { ...descriptor('manifest'), Manifests: [away] }),
    ];
    expect(said(all({ label: ['kind'] }), 'containerd', {}, images)).toBe('-??-??');
    expect(said(all({ 'label!': ['kind'] }), 'containerd', {}, images)).toBe('+??+??');
    expect(said(all({ 'label!': ['kind=x'] }), 'containerd', {}, images)).toBe('??????');
    // An attestation has a configuration too, and no labels: `label!` lists an index for it (Docker 28.5.2).
    const labelled = images.map((one) => ({ ...one, Labels: { kind: 'app' } }));
    expect(said(all({ 'label!': ['kind'] }), 'containerd', {}, labelled)).toBe('--????');
  });

  test('of an index a containerd store reads each configuration for its date, and one may not be there', () => {
    const size = { Size: { Content: 1, Total: 1 } };
    const manifest = { ID: hex('1'), Available: true, ...size, Descriptor: descriptor('manifest').Descriptor };
    const data = { Platform: { architecture: '', os: '' }, Containers: null, Size: { Unpacked: 0 } };
    const there = { ...manifest, Kind: 'image' as const, ImageData: data };
    const images = [
      image('a', { RepoTags: ['new:1'], Created: 300 }),
      image('b', { ...descriptor('index'), Manifests: [there, { ...there, Available: false }] }),
      image('c', { ...descriptor('index'), Manifests: [there] }),
    ];
    expect(said(all({ before: ['new:1'] }), 'containerd', {}, images)).toBe('-?+');
    expect(said(all({ before: ['new:1'] }), 'graphdriver', {}, images)).toBe('-++');
  });

  test('patterns without end are not tried', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `${'x'.repeat(5000)}${at}`);
    expect(said(all({ reference: many }), 'graphdriver')).toBe('?????');
  });
});

describe('why', () => {
  const why = (query: string, index: number): string => {
    const request = parseListRequest({ method: 'GET', path: `/v1.49/images/json?${query}` });
    const universe = createImageSet(list, 'graphdriver');
    const known = universe.images[index];
    if (!request || !known) throw new Error(query);
    return createImageFilter(universe, { ...request, minor: 49, engineVersion: undefined })(known).reason;
  };
  test.each([
    [all({}), 0, 'no filter rules it out'],
    ['', 2, 'others were built on it, and it has no name'],
    [all({ before: ['old:1'] }), 0, '`Created` 300 is not before 200'],
    [all({ before: ['old:1'] }), 2, '`Created` 150 is before 200'],
    [all({ until: ['2020-01-01T00:00Z'] }), 0, '`Created` 300 is before "2020-01-01T00:00Z"'],
    [all({ label: ['kind'], dangling: ['false'] }), 0, 'it has the name "new:1", and it has the label "kind"'],
    [all({ label: ['kind=x'] }), 0, 'it has no label "kind=x"'],
    [all({ reference: ['new'] }), 1, 'none of its names matches'],
    [all({ dangling: ['true'] }), 1, 'it has the tag "old:1"'],
  ])('%s of image %d: %s', (query, index, reason) => {
    expect(why(query, index)).toBe(reason);
  });
});

test.each([
  ['containerd', { before: ['new:1'] }, ['no name'], undefined],
  ['containerd', { since: ['new:1'] }, ['no-tag'], undefined],
  ['containerd', { since: ['new:1'] }, [], []],
  ['containerd', { label: ['kind'] }, ['no name'], ['no name']],
  ['graphdriver', { before: ['new:1'] }, ['no-tag'], ['no-tag']],
] as const)('in a %s store under %j names that are odd, %j, are %j', (store, given, odd, others) => {
  const request = parseListRequest({ method: 'GET', path: `/v1.49/images/json?${all(given)}` });
  const [known] = createImageSet([image('a', { RepoTags: ['old:1', ...odd] })], store).images;
  if (!request || !known) throw new Error('no request');
  expect(createNameSelector({ ...request, minor: 49, engineVersion: undefined }, store)(known).tags).toEqual(
    others && ['old:1', ...others],
  );
});

test.each([
  [48, [image('a', descriptor('index'))], 'containerd'],
  [48, [image('a')], 'graphdriver'],
  [47, [image('a')], undefined],
  [49, [], undefined],
] as const)('the store of a list at 1.%d', (minor, images, store) => {
  expect(detectStore(images, { minor })).toBe(store);
});
