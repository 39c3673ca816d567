import { beforeAll, describe, expect, test } from 'vitest';
import { runExchangeCheck } from '../../src/contract/check-exchange.js';
import { type Coverage, createCoverageCollector } from '../../src/contract/coverage.js';
import type { Exchange } from '../../src/contract/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { checkHere } from '../cli/here.js';
import { root, run } from '../cli/run.js';
import { image } from '../image.js';

const engines = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'];

/** What no honest engine can be brought to send at this version. */
const unsent: Readonly<Record<string, string>> = {
  'status 400: text/plain': 'only to a version too old to be served, never to /v1.49',
  'status 403': 'takes an authorization plugin',
  'status 503': 'takes an engine that has lost its containerd',
};

async function recorded(...names: string[]): Promise<Coverage> {
  const { add, getCoverage } = createCoverageCollector();
  const folders = names.map((name) => `${root}test/recordings/${name}`);
  for await (const { exchange } of readPaths(folders)) add(exchange, runExchangeCheck(exchange));
  return getCoverage();
}

let whole: Coverage;
beforeAll(async () => {
  whole = await recorded(...engines);
});

test('the recordings cover all but what is named here', () => {
  const { covered, total, percent, missing } = whole;
  expect([...missing].sort()).toEqual(Object.keys(unsent).sort());
  expect(covered).toBe(total - missing.length);
  expect(percent).toBe(Math.floor((covered * 10_000) / total) / 100);
  expect(percent).toBeGreaterThanOrEqual(95);
});

const url = '/v1.49/images/json';
const error = { status: 500, body: { message: 'no' } };
const manifest = {
  ID: 'sha256:b',
  Descriptor: { mediaType: 'x', digest: 'sha256:b', size: 1 },
  Available: false,
  Size: { Content: 0, Total: 0 },
  Kind: 'unknown',
};
const listed = {
  ...{ ...image, Manifests: [manifest] },
  Descriptor: { mediaType: 'x', digest: image.Id, size: 1 },
};

const ask = (path: string, response: Exchange['response'], method = 'GET'): Exchange => ({
  request: { method, path },
  response,
});
const filtered = (filters: unknown): string => `${url}?filters=${encodeURIComponent(JSON.stringify(filters))}`;
const list = (...body: unknown[]): Exchange['response'] => ({ status: 200, body });

/** All that there is to cover, in order. */
const covering = createCoverageCollector().getCoverage().missing;

/** What one exchange covers. */
function covers(exchange: Exchange): string[] {
  const { add, getCoverage } = createCoverageCollector();
  add(exchange, runExchangeCheck(exchange));
  const { missing } = getCoverage();
  return covering.filter((item) => !missing.includes(item));
}

describe('what an exchange covers', () => {
  const cases: [name: string, exchange: Exchange, items: string[]][] = [
    ['no image', ask(url, list()), ['status 200', 'status 200: empty']],
    [
      'null and absent',
      ask(url, list(image)),
      ['ImageSummary.Labels: null', 'ImageSummary.Manifests: absent', 'ImageSummary.RepoTags: empty'],
    ],
    ['an empty map', ask(url, list({ ...image, Labels: {} })), ['ImageSummary.Labels: empty']],
    [
      'a branch of a union',
      ask(`${url}?manifests=1`, list(listed)),
      ['parameter manifests: true', 'ImageManifestSummary: Kind "unknown"', 'UnknownManifest.Available: false'],
    ],
    [
      'the first of equal parameters',
      ask(`${url}?all=no&all=1&digests=1`, list()),
      ['parameter all: false', 'parameter digests: true'],
    ],
    [
      'a list of values',
      ask(filtered({ dangling: ['1'] }), list()),
      ['parameter filters', 'filters.dangling in the array form', 'filters.dangling[] in the array form: "1"'],
    ],
    [
      'a set of values',
      ask(filtered({ until: { '1h': true }, label: {} }), list()),
      ['filters in the object form', 'filters.until in the object form', 'ValueSet: empty', 'ValueSet.*: true'],
    ],
    [
      'a content type, where there are several',
      ask(url, {
        status: 400,
        headers: { 'Content-Type': 'text/plain; x=y' },
        bodyText: 'client version 1.49 is too new. Maximum supported API version is 1.45',
      }),
      ['status 400', 'status 400: text/plain'],
    ],
    ['JSON as text', ask(url, { status: 200, bodyText: '[]' }), ['status 200: empty']],
    ['a status', ask(url, { ...error, status: 403 }), ['status 403']],
  ];
  test.each(cases)('%s', (_name, exchange, items) => {
    expect(covers(exchange)).toEqual(expect.arrayContaining(items));
  });

  test('of an object that is absent only that', () => {
    const absent = (...images: unknown[]) =>
      covers(ask(`${url}?manifests=1`, list(...images))).filter((item) => item.endsWith(': absent'));
    expect(absent(image)).toEqual(['ImageSummary.Manifests: absent', 'ImageSummary.Descriptor: absent']);
    const { Manifests: _, ...plain } = listed;
    expect(absent(plain)).toEqual(
      ['urls', 'annotations', 'data', 'platform', 'artifactType']
        .map((name) => `OCIDescriptor.${name}: absent`)
        .concat('ImageSummary.Manifests: absent')
        .sort((a, b) => covering.indexOf(a) - covering.indexOf(b)),
    );
  });

  test('all of a small one', () => {
    expect(covers(ask(`${url}?all=1`, error))).toEqual(
      expect.not.arrayContaining(['parameter all: false', 'status 200', 'filters in the array form']),
    );
    expect(covers(ask(`${url}?all=1`, error)).filter((item) => !item.includes(': absent'))).toEqual([
      'parameter all: true',
      'status 500',
    ]);
  });

  test.each([
    ['an error, even of a relation', ask(url, list(listed))],
    ['another version', ask('/v1.23/images/json', list(image))],
    ['another method', ask(url, list(image), 'POST')],
    ['another path', ask('/v1.49/info', list(image))],
  ])('nothing: %s', (_name, exchange) => {
    expect(covers(exchange)).toEqual([]);
  });

  test('nothing of a query that an engine cannot decode but the status', () => {
    expect(covers(ask(`${url}?all=1&x=%zz`, { status: 400, body: { message: 'no' } }))).toEqual(['status 400']);
  });
});

describe('hostile bodies', () => {
  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  const odd = '{"__proto__":{"x":1},"constructor":{"prototype":1},"toString":1,"valueOf":1}';
  const cases: [string, unknown][] = [
    ['deep, where the contract does not look', { ...image, Extra: deep }],
    ['many labels', { ...image, Labels: Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`l${n}`, ''])) }],
    ['odd names', { ...image, Labels: JSON.parse('{"__proto__":"1","constructor":"2"}'), Extra: JSON.parse(odd) }],
  ];
  test.each(cases)('%s', (_name, one) => {
    expect(covers(ask(url, list(one)))).toContain('status 200: not empty');
  });

  test('odd filters and parameters', () => {
    const filters = '{"__proto__":{"__proto__":true},"constructor":{"toString":true}}';
    const path = `${url}?__proto__=1&constructor=1&filters=${encodeURIComponent(filters)}`;
    expect(covers(ask(path, { status: 400, body: { message: 'no' } }))).toContain('filters in the object form');
  });
});

describe('check --coverage', () => {
  const paths = engines.map((name) => `test/recordings/${name}`);
  const check = (...words: string[]) => checkHere([...paths, ...words]);

  test('as json and for people', async () => {
    expect(JSON.parse((await check('--coverage', '--format', 'json')).out).coverage).toEqual(whole);
    const { out, status } = await check('--coverage');
    expect(status).toBe(0);
    expect(out).toContain(`coverage ${whole.percent} % (${whole.covered} of ${whole.total})`);
    for (const item of whole.missing) expect(out).toContain(`\n  ${item}\n`);
    expect((await check()).out).not.toContain('coverage');
  });

  test('--min-coverage gates, and shows what is missing', async () => {
    const { percent } = whole;
    expect(await check('--min-coverage', String(percent))).toMatchObject({ status: 0, problems: [] });
    expect(await check('--min-coverage', String(percent + 0.01))).toMatchObject({
      status: 1,
      out: expect.stringContaining('\n  status 503\n'),
    });
  });

  test('a bare list covers its images, and nothing of a request', () => {
    const { out } = run(['check', '--coverage', '-'], { input: '[]' });
    expect(out).not.toContain('\n  status 200: empty\n');
    expect(out).toContain('\n  parameter all: true\n');
  });

  test.each(['', 'x', '-1', '101', '1e1', '95%'])('--min-coverage=%s is wrong usage', (word) => {
    expect(run(['check', ...paths, `--min-coverage=${word}`])).toMatchObject({
      status: 2,
      problems: [expect.stringContaining('--min-coverage: expected a percentage')],
    });
  });
});
