import fc from 'fast-check';
import type { Exchange } from '../../src/contract/index.js';

const json = fc.jsonValue({ maxDepth: 3 });
const path = '/v1.49/images/json';
const escaped = (value: unknown): string =>
  encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value));

const paths = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', '?all=1', '?manifests=true&shared-size=1', '?nope=1').map((query) => path + query),
  },
  fc.oneof(fc.string({ unit: 'binary' }), json).map((filters) => `${path}?filters=${escaped(filters)}`),
  fc.string({ unit: 'grapheme-ascii' }).map((query) => `${path}?${query.replaceAll('#', '')}`),
  fc.constantFrom('/v1.48/images/json', '/images/json', '/v1.49/info'),
);

/** A member of an image: as it should be, or anything. */
const or = (...right: unknown[]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...right) }, json);
const image = fc.record(
  {
    Id: or(`sha256:${'0'.repeat(64)}`, `sha256:${'1'.repeat(64)}`),
    ParentId: or(''),
    RepoTags: or([], ['a:1']),
    RepoDigests: or([]),
    Created: or(1, 2),
    Size: or(1),
    SharedSize: or(-1, 0),
    Containers: or(-1),
    Labels: or(null, {}),
    Manifests: or([]),
    'é\n\u{1f433}': json,
  },
  { requiredKeys: ['Id', 'ParentId', 'RepoTags', 'RepoDigests', 'Created'] },
);

/** What JSON makes of it: as it comes from a file. */
const asRead = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Exchanges with every kind of body; each with what a HAR can hold of it: some headers, and a text that is UTF-8. */
export const exchanges: fc.Arbitrary<Exchange> = fc
  .record(
    {
      request: fc.record({ method: fc.constant('GET'), path: paths }),
      headers: fc.constantFrom(
        { 'Content-Type': 'application/json' },
        { 'content-type': ['text/html; charset=utf-8'], server: 'x' },
        { 'x-é': '\u{1f433}' },
      ),
      status: fc.oneof(fc.constantFrom(200, 200, 200, 400, 404, 500), fc.integer({ min: 100, max: 999 })),
      body: fc.oneof(
        fc.array(image, { maxLength: 3 }).map((body) => ({ body })),
        json.map((body) => ({ body })),
        fc.constant({ body: { message: 'no' } }),
        fc.constant({}),
        fc.string({ unit: 'binary', maxLength: 5 }).map((text) => ({ bodyText: `<${text}` })),
      ),
    },
    { requiredKeys: ['request', 'status', 'body'] },
  )
  .map(({ request, headers, status, body }) =>
    asRead({ request, response: { status, ...(headers && { headers }), ...body } }),
  );
