import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnyVersionImage } from '../src/engine/image.js';
import type { ImageStore } from '../src/engine/image-set.js';
import { images } from '../src/fixtures/index.js';
import { type MockServer, mockEngine, serve } from '../src/mock/index.js';
import { checkHere } from './cli/here.js';

/*
 * Engines that are wrong in one way each: a spoiler around the mock engine changes what it gets or sends. `check --host`
 * finds them, or the row says why an honest engine could respond so.
 */

type Handler = (request: Request) => Promise<Response>;
type Spoiler = (engine: Handler, request: Request) => Promise<Response>;
type Image = Omit<AnyVersionImage, 'Created'> & { [property: string]: unknown; Created: number };

/** Changes the request that the mock engine gets. */
const changeQuery =
  (change: (query: URLSearchParams, filters: Record<string, unknown>) => void): Spoiler =>
  (engine, request) => {
    const url = new URL(request.url);
    let filters: Record<string, unknown> = {};
    try {
      filters = Object(JSON.parse(url.searchParams.get('filters') || '{}'));
    } catch {
      return engine(request);
    }
    const before = JSON.stringify(filters);
    change(url.searchParams, filters);
    if (JSON.stringify(filters) !== before) url.searchParams.set('filters', JSON.stringify(filters));
    return engine(new Request(url, request));
  };

const ignoreParameter = (name: string) => changeQuery((query) => query.delete(name));
const ignoreFilter = (key: string) => changeQuery((_, filters) => void delete filters[key]);

const respond = (response: Response, body: string, status = response.status) => {
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(body, { status, headers });
};

/** Changes each list. */
const changeList =
  (change: (list: Image[], query: URLSearchParams) => unknown): Spoiler =>
  async (engine, request) => {
    const response = await engine(request);
    if (response.status !== 200) return response;
    return respond(
      response,
      JSON.stringify(change((await response.json()) as Image[], new URL(request.url).searchParams)),
    );
  };

const changeImages = (change: (image: Image, index: number) => object) => changeList((list) => list.map(change));
const setProperty = (name: string, value: unknown) => changeImages((image) => ({ ...image, [name]: value }));
const dropProperty = (name: string) => changeImages((image) => ({ ...image, [name]: undefined }));

/** Changes each list as it is written. */
const changeText =
  (change: (text: string) => string): Spoiler =>
  async (engine, request) => {
    const response = await engine(request);
    return response.status === 200 ? respond(response, change(await response.text())) : response;
  };

const changeError =
  (change: (response: Response, text: string) => Response): Spoiler =>
  async (engine, request) => {
    const response = await engine(request);
    return response.status === 200 ? response : change(response, await response.text());
  };

const changeHeader =
  (name: string, value: string | undefined): Spoiler =>
  async (engine, request) => {
    const response = await engine(request);
    const changed = new Response(await response.text(), response);
    if (value === undefined) changed.headers.delete(name);
    else changed.headers.set(name, value);
    return changed;
  };

const refuse =
  (status: number, applies: (query: URLSearchParams) => boolean): Spoiler =>
  async (engine, request) => {
    const response = await engine(request);
    return applies(new URL(request.url).searchParams) ? respond(response, '{"message":"boom"}', status) : response;
  };

const isFiltered = (query: URLSearchParams): boolean => query.has('filters');
const both: readonly ImageStore[] = ['containerd', 'graphdriver'];
const containerd: readonly ImageStore[] = ['containerd'];
const graphdriver: readonly ImageStore[] = ['graphdriver'];
const changeManifests = (change: (manifest: Record<string, unknown>) => object) =>
  changeImages((image) => ({
    ...image,
    ...(image.Manifests && { Manifests: image.Manifests.map((manifest) => change({ ...manifest })) }),
  }));
let counter = 0;

const table: readonly (readonly [
  name: string,
  stores: readonly ImageStore[],
  spoil: Spoiler,
  found: string | RegExp,
])[] = [
  ['ignores all', graphdriver, ignoreParameter('all'), 'image/parent'],
  ['ignores shared-size', both, ignoreParameter('shared-size'), 'image/shared-size'],
  ['ignores manifests', containerd, ignoreParameter('manifests'), 'image/manifests'],
  ['ignores filters', both, ignoreParameter('filters'), 'filter/label'],
  ...['label', 'before', 'since', 'dangling'].map(
    (key) => [`ignores ${key}`, both, ignoreFilter(key), `filter/${key}`] as const,
  ),
  ['ignores until', graphdriver, ignoreFilter('until'), 'filter/until'],
  // The list does not tell when the containerd image store got an image. A malformed `until` is accepted, though.
  ['ignores until on containerd', containerd, ignoreFilter('until'), 'response/status'],
  ['ignores reference', both, ignoreFilter('reference'), 'filter/reference'],
  ['ignores label!', containerd, ignoreFilter('label!'), 'filter/not-label'],
  ['accepts label!', graphdriver, ignoreFilter('label!'), 'response/status'],
  ['accepts an unknown filter', both, ignoreFilter('nope'), 'response/status'],
  ['always shares sizes', both, changeQuery((query) => query.set('shared-size', '1')), 'image/shared-size'],
  [
    'always lists manifests',
    containerd,
    changeQuery((query) => query.set('manifests', '1')),
    'image/unrequested-manifests',
  ],
  ['always lists all', graphdriver, changeQuery((query) => query.set('all', '1')), 'session/unexpected'],
  ['lists nothing', both, changeList(() => []), /the engine lists no images/],
  [
    'lists nothing with a filter',
    both,
    changeList((list, query) => (isFiltered(query) ? [] : list)),
    'session/missing',
  ],
  [
    'leaves the last image out of filtered lists',
    both,
    changeList((list, query) => (isFiltered(query) ? list.slice(0, -1) : list)),
    'session/missing',
  ],
  [
    'leaves the first image out of filtered lists',
    both,
    changeList((list, query) => (isFiltered(query) ? list.slice(1) : list)),
    'session/missing',
  ],
  [
    'leaves an image out of the plain list',
    both,
    changeList((list, query) => (query.size === 0 ? list.slice(1) : list)),
    'session/missing',
  ],
  ['sends null for no images', both, changeText((text) => (text.trim() === '[]' ? 'null' : text)), 'response/schema'],
  ['sends an object', both, changeList((list) => ({ images: list })), 'response/schema'],
  [
    'sends an image more',
    both,
    changeList((list, query) =>
      isFiltered(query) && list[0]
        ? [
            ...list,
            { ...list.at(-1), Id: `sha256:${'e'.repeat(64)}`, Descriptor: undefined, RepoTags: [], RepoDigests: [] },
          ]
        : list,
    ),
    /session\/unexpected|image\/descriptor/,
  ],
  ['reverses', both, changeList((list) => list.reverse()), 'list/order'],
  ['lists every image twice', both, changeList((list) => list.flatMap((image) => [image, image])), 'list/duplicate-id'],
  ['gives all images one name', both, setProperty('RepoTags', ['a:1']), 'list/duplicate-name'],
  ...['Id', 'ParentId', 'Created', 'Size', 'SharedSize', 'Labels', 'RepoTags', 'RepoDigests', 'Containers'].map(
    (name) => [`sends no ${name}`, both, dropProperty(name), 'response/schema'] as const,
  ),
  ...['Id', 'ParentId', 'Created', 'Size', 'SharedSize', 'RepoTags', 'RepoDigests', 'Containers'].map(
    (name) => [`sends null for ${name}`, both, setProperty(name, null), 'response/schema'] as const,
  ),
  [
    'sends Created as text',
    both,
    changeImages((image) => ({ ...image, Created: new Date(image.Created * 1000) })),
    'response/schema',
  ],
  [
    'sends Created in milliseconds',
    both,
    changeImages((image) => ({ ...image, Created: image.Created * 1000 })),
    'image/created',
  ],
  ['sends Size as text', both, changeImages((image) => ({ ...image, Size: String(image.Size) })), 'response/schema'],
  [
    'sends Size as a fraction',
    both,
    changeImages((image) => ({ ...image, Size: image.Size + 0.5 })),
    'response/schema',
  ],
  [
    'sends Size with a point',
    both,
    changeText((text) => text.replace(/"Size":(\d+)/g, '"Size":$1.0')),
    'response/schema',
  ],
  [
    'sends Created with an exponent',
    both,
    changeText((text) => text.replace(/"Created":(-?\d+)/g, '"Created":$1e0')),
    'response/schema',
  ],
  ['sends a negative Size', both, setProperty('Size', -1), 'response/schema'],
  [
    'sends another Size each time',
    both,
    changeImages((image) => ({ ...image, Size: image.Size + counter++ })),
    /session\/inconsistent|image\/size/,
  ],
  [
    'sends another Size with a filter',
    both,
    changeList((list, query) => list.map((image) => (isFiltered(query) ? { ...image, Size: image.Size + 1 } : image))),
    'session/inconsistent',
  ],
  [
    'sends another Created with a filter',
    both,
    changeList((list, query) =>
      list.map((image) => (isFiltered(query) ? { ...image, Created: image.Created + 1 } : image)),
    ),
    'session/inconsistent',
  ],
  [
    'sends no labels with a filter',
    both,
    changeList((list, query) => list.map((image) => (isFiltered(query) ? { ...image, Labels: null } : image))),
    /filter\/label|session\/inconsistent/,
  ],
  ['sends Labels as a list', both, setProperty('Labels', ['a=b']), 'response/schema'],
  ['sends Id without sha256', both, changeImages((image) => ({ ...image, Id: image.Id.slice(7) })), 'response/schema'],
  ['sends ParentId of itself', both, changeImages((image) => ({ ...image, ParentId: image.Id })), 'image/parent'],
  ['sends an unknown ParentId', graphdriver, setProperty('ParentId', `sha256:${'e'.repeat(64)}`), 'image/parent'],
  ['sends Containers 0', both, setProperty('Containers', 0), 'image/containers'],
  ['sends VirtualSize', both, changeImages((image) => ({ ...image, VirtualSize: image.Size })), 'image/virtual-size'],
  [
    'sends placeholders',
    both,
    changeImages((image) => (image.RepoTags?.length ? image : { ...image, RepoTags: ['<none>:<none>'] })),
    'image/names',
  ],
  [
    'sends full names',
    both,
    changeImages((image) => ({ ...image, RepoTags: image.RepoTags?.map((tag) => `docker.io/library/${tag}`) })),
    'image/names',
  ],
  [
    'sends digests without a digest',
    both,
    changeImages((image) => ({ ...image, RepoDigests: ['a:1'] })),
    /image\/repo-digests/,
  ],
  [
    'sends Descriptor for some',
    containerd,
    changeImages((image, index) => (index % 2 ? { ...image, Descriptor: undefined } : image)),
    'image/descriptor',
  ],
  [
    'sends Descriptor of another',
    containerd,
    changeImages((image) => ({ ...image, Descriptor: { ...image.Descriptor, digest: `sha256:${'e'.repeat(64)}` } })),
    'image/id-digest',
  ],
  ['sends Manifests without Descriptor', graphdriver, setProperty('Manifests', []), 'response/schema'],
  [
    'sends no manifest',
    containerd,
    changeImages((image) => ({ ...image, ...(image.Manifests && { Manifests: [] }) })),
    'response/schema',
  ],
  [
    'sends manifests of no Kind',
    containerd,
    changeManifests((manifest) => ({ ...manifest, Kind: undefined })),
    'response/schema',
  ],
  [
    'sends manifests of another Kind',
    containerd,
    changeManifests((manifest) => ({ ...manifest, Kind: 'index' })),
    'response/schema',
  ],
  [
    'sends manifests of another ID',
    containerd,
    changeManifests((manifest) => ({ ...manifest, ID: `sha256:${'e'.repeat(64)}` })),
    'image/id-digest',
  ],
  [
    'sends manifests of another total',
    containerd,
    changeManifests((manifest) => ({ ...manifest, Size: { Total: 1, Content: 2 } })),
    'manifest/size-total',
  ],
  ['sends an unknown property', both, setProperty('Extra', 1), 'response/undocumented'],
  ['sends no Api-Version', both, changeHeader('api-version', undefined), 'response/header'],
  ['sends no Server', both, changeHeader('server', undefined), 'response/header'],
  ['serves an older version', both, changeHeader('api-version', '1.45'), 'response/api-version'],
  ['sends HTML', both, changeHeader('content-type', 'text/html'), 'response/content-type'],
  ['sends no JSON', both, changeText(() => '<html>'), 'response/body-not-json'],
  ['sends nothing', both, changeText(() => ''), 'response/body-empty'],
  ['sends half a list', both, changeText((text) => text.slice(0, text.length / 2)), 'response/body-not-json'],
  ['refuses the plain list', both, refuse(500, (query) => query.size === 0), /plain: expected a list/],
  [
    'refuses the full listing',
    both,
    refuse(500, (query) => query.get('all') === 'true' && query.size === 1),
    /whole-before: expected a list/,
  ],
  ['refuses every list without filters', both, refuse(500, (query) => !isFiltered(query)), /plain: expected a list/],
  ['refuses everything', both, refuse(403, () => true), /nothing (?:was|could be) checked/],
  ['sends 404 for a list', both, refuse(404, (query) => query.size === 0), 'response/status'],
  ['sends 418 for a list', both, refuse(418, (query) => query.size === 0), 'response/status'],
  [
    'sends 500 in place of 400',
    both,
    changeError((response, text) => respond(response, text, 500)),
    'response/server-error',
  ],
  ['sends 200 in place of errors', both, changeError((response) => respond(response, '[]', 200)), 'response/status'],
  ['sends an empty message', both, changeError((response) => respond(response, '{"message":""}')), 'response/schema'],
  ['sends no message', both, changeError((response) => respond(response, '{"error":"x"}')), 'response/schema'],
  [
    'sends errors as text',
    both,
    changeError(
      (response, text) =>
        new Response(text, {
          status: response.status,
          headers: { ...Object.fromEntries(response.headers), 'content-type': 'text/plain' },
        }),
    ),
    'response/content-type',
  ],
  [
    'sends 404 about another image',
    both,
    changeError((response, text) =>
      response.status === 404 ? respond(response, '{"message":"No such image: t:1"}') : respond(response, text),
    ),
    'response/status',
  ],
  [
    'lists other images each time',
    both,
    changeList((list, query) => (query.get('all') === 'true' && query.size === 1 ? list.slice(counter++ % 2) : list)),
    /expected checked sessions|list of all images/,
  ],
];

describe.each(both)('the store %s', (store) => {
  let spoil: Spoiler = (engine, request) => engine(request);
  let running: MockServer;
  beforeAll(async () => {
    const engine = mockEngine({ images: images[store], store });
    const isList = (request: Request): boolean => new URL(request.url).pathname.endsWith('/images/json');
    const spoiled = async (request: Request) =>
      isList(request) ? spoil(async (one) => engine(one), request) : engine(request);
    running = await serve(Object.assign(spoiled, engine), 'tcp://127.0.0.1:0');
  });
  afterAll(() => running.close());
  const check = () => checkHere(['--host', running.host, '--format', 'json', '--fail-on', 'warning']);

  test('an honest engine has no finding', async () => {
    spoil = (engine, request) => engine(request);
    const { status, out, problems } = await check();
    expect({ status, problems, findings: JSON.parse(out).findings }).toEqual({ status: 0, problems: [], findings: [] });
  });

  test.each(table.filter(([, stores]) => stores.includes(store)))(
    'an engine that %s is found',
    async (_, __, spoiler, found) => {
      spoil = spoiler;
      const { status, out, problems } = await check();
      const rules: string[] = out === '' ? [] : JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
      const said = [...new Set(rules), ...problems];
      expect(status).not.toBe(0);
      if (found instanceof RegExp) expect(said.join('\n')).toMatch(found);
      else expect(said).toContain(found);
    },
  );
});
