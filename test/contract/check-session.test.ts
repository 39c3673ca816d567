import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runExchangeCheck } from '../../src/contract/check-exchange.js';
import { checkExchange, checkSession, type Exchange } from '../../src/contract/index.js';
import { SessionChecker, summarizeForSession } from '../../src/contract/session.js';
import { createImageFilter } from '../../src/engine/filter-images.js';
import { createImageSet, detectStore } from '../../src/engine/image-set.js';
import { parseServerHeader } from '../../src/engine/interpreted-request.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { parseListRequest } from '../../src/request/parse-request.js';
import { root } from '../cli/run.js';

const recordings = join(root, 'test/recordings');
const docker = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'];
const versions = readdirSync(join(recordings, 'versions'))
  .filter((name) => name.startsWith('docker-'))
  .map((name) => `versions/${name}`);

/** Each folder has the answers of one engine whose images did not change. */
const sessions = new Map<string, Exchange[]>();
beforeAll(async () => {
  for (const folder of [...docker, ...versions]) {
    const exchanges: Exchange[] = [];
    for await (const { exchange } of readPaths([join(recordings, folder)])) exchanges.push(exchange);
    sessions.set(folder, exchanges);
  }
});
const session = (folder: string): Exchange[] => sessions.get(folder) ?? [];
const imagesOf = ({ response }: Exchange): Record<string, unknown>[] =>
  response.status === 200 && Array.isArray(response.body) ? response.body : [];
const filtered = ({ request, response }: Exchange): boolean =>
  request.path.includes('filters=') && response.status === 200;
const withBody = (exchange: Exchange, body: unknown): Exchange => ({
  ...exchange,
  response: { ...exchange.response, body },
});

test.each([...docker, ...versions])('%s: no honest session has a finding', (folder) => {
  const found = checkSession(session(folder));
  expect(found.notChecked).toBeUndefined();
  expect(found).toEqual([]);
});

/** Of how many filtered answers with images it is noticed when they are emptied; the others the model leaves open. */
test.each([
  ['docker-28.5.2-containerd', 96, 105],
  ['docker-28.5.2-overlay2', 103, 107],
])('%s: emptied answers are found', (folder, noticed, all) => {
  const exchanges = session(folder);
  const emptied = exchanges.map((exchange) => (filtered(exchange) ? withBody(exchange, []) : exchange));
  const found = new Set(checkSession(emptied).map(({ exchange }) => exchange));
  const with_ = exchanges.filter((exchange) => filtered(exchange) && imagesOf(exchange).length > 0);
  expect({ noticed: found.size, all: with_.length }).toEqual({ noticed, all });
});

describe.each(docker)('%s, spoiled', (folder) => {
  /** The list of all images, and what the model says of them in the answer to an exchange. */
  const wholeOf = (): Exchange => {
    const found = session(folder).find(({ request }) => request.path.includes('all=true&digests=true&manifests=true'));
    if (!found) throw new Error('no such recording');
    return found;
  };
  const said = (exchange: Exchange) => {
    const request = parseListRequest(exchange.request);
    if (!request) throw new Error('no such request');
    const list = wholeOf().response.body as Parameters<typeof createImageSet>[0]; // a recorded list
    const universe = createImageSet(list, detectStore(list, { minor: 49 }));
    const listed = createImageFilter(universe, {
      ...request,
      minor: 49,
      engineVersion: parseServerHeader('Docker/28.5.2'),
    });
    return universe.images.map((known) => ({ image: known.image, listed: listed(known).expectation }));
  };

  test('by an image that is missing: found wherever it must be listed', () => {
    let spoiled = 0;
    for (const exchange of session(folder).filter(filtered)) {
      for (const [index, { Id }] of imagesOf(exchange).slice(0, 3).entries()) {
        const certain = said(exchange).find(({ image }) => image.Id === Id)?.listed === 'required';
        const found = checkSession([wholeOf(), withBody(exchange, imagesOf(exchange).toSpliced(index, 1))]);
        expect(found.map(({ rule }) => rule)).toEqual(certain ? ['session/missing'] : []);
        spoiled += Number(certain);
      }
    }
    expect(spoiled).toBeGreaterThan(100);
  });

  test('by an image that is ruled out: found, by a relation or as unasked', () => {
    const by = { relation: 0, session: 0 };
    // Without what no answer has unless asked.
    const plain = session(folder).flatMap((one) => (one.request.path.endsWith('?all=true') ? imagesOf(one) : []));
    for (const exchange of session(folder).filter(filtered)) {
      const id = said(exchange).find(({ listed }) => listed === 'forbidden')?.image.Id;
      const image = plain.find(({ Id }) => Id === id);
      if (!image) continue;
      const at = imagesOf(exchange).findIndex(({ Created }) => Number(Created) < Number(image.Created));
      const spoiled = withBody(
        exchange,
        imagesOf(exchange).toSpliced(at < 0 ? imagesOf(exchange).length : at, 0, image),
      );
      const alone = checkExchange(spoiled).filter(({ severity }) => severity === 'error');
      const found = checkSession([wholeOf(), spoiled]);
      // What a relation rules out is no second finding.
      expect(found.map(({ rule }) => rule)).toEqual(alone.length > 0 ? [] : ['session/unexpected']);
      by[alone.length > 0 ? 'relation' : 'session']++;
    }
    expect(by.relation).toBeGreaterThan(10);
    expect(by.session).toBeGreaterThan(10);
  });
});

const image = {
  ...{ Id: `sha256:${'a'.repeat(64)}`, ParentId: '', RepoTags: ['a:1'], RepoDigests: [], Created: 5, Size: 0 },
  ...{ SharedSize: -1, Labels: { key: 'value' }, Containers: -1 },
};
const other = { ...image, Id: `sha256:${'b'.repeat(64)}`, RepoTags: ['b:1'], Labels: null };
const answer = (query: string, body: unknown, version = '1.49'): Exchange => ({
  request: { method: 'GET', path: `/v${version}/images/json?${query}` },
  response: { status: 200, body },
});
const whole = answer('all=1', [image, other]);
const labelled = `filters=${encodeURIComponent('{"label":["key"]}')}`;
const beforeOther = `filters=${encodeURIComponent('{"before":["b:1"]}')}`;

describe('what is found', () => {
  test.each<[name: string, exchanges: Exchange[], found: string[]]>([
    ['nothing', [whole, answer(labelled, [image])], []],
    ['an image is left out', [answer(labelled, []), whole], ['session/missing  0']],
    [
      'an image is ruled out',
      [answer('all=1', [{ ...image, Created: 6 }, other]), answer(beforeOther, [{ ...image, Created: 6 }])],
      ['session/unexpected /0 1'],
    ],
    [
      'an image is unknown',
      [whole, answer(labelled, [image, { ...image, Id: `sha256:${'c'.repeat(64)}` }])],
      ['session/unexpected /1 1'],
    ],
    ['another date', [whole, answer(labelled, [{ ...image, Created: 6 }])], ['session/inconsistent /0/Created 1']],
    [
      'another label',
      [whole, answer(labelled, [{ ...image, Labels: { key: 'other' } }])],
      ['session/inconsistent /0/Labels 1'],
    ],
    [
      'another parent',
      [whole, answer(labelled, [{ ...image, ParentId: other.Id }])],
      ['session/inconsistent /0/ParentId 1'],
    ],
    [
      'another name',
      [whole, answer(labelled, [{ ...image, RepoTags: ['c:1'] }])],
      ['session/inconsistent /0/RepoTags 1'],
    ],
    [
      'names in another order, and twice',
      [
        answer('all=1', [{ ...image, RepoTags: ['c:1', 'a:1'] }]),
        answer(labelled, [{ ...image, RepoTags: ['a:1', 'c:1', 'a:1'] }]),
      ],
      [],
    ],
    [
      'labels in another order',
      [
        answer('all=1', [{ ...image, Labels: { a: '1', key: '2' } }]),
        answer(labelled, [{ ...image, Labels: { key: '2', a: '1' } }]),
      ],
      [],
    ],
    [
      'shared sizes and counts are not compared',
      [whole, answer(`${labelled}&shared-size=1`, [{ ...image, SharedSize: image.Size }])],
      [],
    ],
    ['a size is', [whole, answer(labelled, [{ ...image, Size: 7 }])], ['session/inconsistent /0/Size 1']],
    [
      'another version is not compared, but has the same images',
      [whole, answer('', [{ ...image, RepoTags: ['a:1'], RepoDigests: null, VirtualSize: 0 }], '1.42')],
      ['session/missing  1'],
    ],
  ])('%s', (_name, exchanges, found) => {
    const findings = checkSession(exchanges);
    expect(findings.notChecked).toBeUndefined();
    expect(findings.map(({ rule, pointer, exchange }) => `${rule} ${pointer} ${exchange}`)).toEqual(found);
  });

  test('says what and why', () => {
    const [missing] = checkSession([whole, answer(labelled, [])]);
    expect(missing).toEqual({
      ...{ rule: 'session/missing', severity: 'error', pointer: '', schema: '', exchange: 1 },
      message: '"a:1" is not listed, though it has the label "key"',
      ...{ expected: image.Id, actual: 'not listed', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) },
    });
  });

  test('a fingerprint stays when images come in another order', () => {
    const fingerprints = (images: unknown[]) =>
      checkSession([whole, answer(labelled, images)]).map(({ fingerprint }) => fingerprint);
    const wrong = { ...image, Created: 5, ParentId: other.Id };
    expect(fingerprints([wrong])).toEqual(fingerprints([wrong]).toReversed());
    expect(fingerprints([other, wrong]).toSorted()).toEqual(fingerprints([wrong, other]).toSorted());
  });
});

describe('which status is left when all images are known', () => {
  const refused = (value: unknown, status: number, message = 'no') => ({
    ...answer(`filters=${encodeURIComponent(JSON.stringify(value))}`, undefined),
    response: { status, body: { message } },
  });
  const there = (value: unknown) => answer(`filters=${encodeURIComponent(JSON.stringify(value))}`, []);
  const stored = answer('all=1', [{ ...image, Descriptor: { mediaType: 'a/b', digest: image.Id, size: 1 } }]);
  const undatedStored = answer('all=1', [
    { ...image, Created: 0, Descriptor: { mediaType: 'a/b', digest: image.Id, size: 1 } },
  ]);
  test.each<[name: string, whole: Exchange, exchange: Exchange, expected: string | undefined]>([
    ['an image that is there is found', whole, refused({ before: ['a:1'] }, 404), '200'],
    ['also by its id', whole, refused({ since: ['aaaaaa'] }, 404), '200'],
    ['one that is not is not', whole, there({ before: ['c:1'] }), '404 (image that is not there "c:1")'],
    ['and may be in a containerd store', stored, there({ before: ['c:1'] }), undefined],
    ['unless it is listed', stored, refused({ before: ['a:1'] }, 404), '200'],
    ['or has no date', undatedStored, refused({ before: ['a:1'] }, 404), undefined],
    ['or is no image', stored, refused({ before: ['a:1'] }, 400, 'error walking manifest x'), undefined],
    [
      'a graph driver refuses label!',
      whole,
      there({ 'label!': ['x'] }),
      '400 (filter key of containerd stores only "label!")',
    ],
    ['containerd does not', stored, refused({ 'label!': ['x'] }, 400), '200'],
    ['containerd takes a malformed glob', stored, refused({ reference: ['['] }, 400), undefined],
    ['the engine may fail', whole, refused({ before: ['a:1'] }, 503), undefined],
  ])('%s', (_name, whole, exchange, expected) => {
    const found = checkSession([exchange, whole]).map(({ rule, expected, exchange }) => [rule, expected, exchange]);
    expect(found).toEqual(expected === undefined ? [] : [['response/status', expected, 0]]);
  });
});

describe('what is not checked', () => {
  test.each<[name: string, exchanges: Exchange[], why: RegExp]>([
    ['nothing', [], /no list of all images/],
    ['without a list of all images', [answer(labelled, [])], /no list of all images/],
    ['another image in between', [whole, answer('all=true', [image])], /they changed in between/],
    [
      'another image at another version',
      [whole, answer('all=1', [{ ...image, VirtualSize: 0 }], '1.42')],
      /they changed/,
    ],
    ['another name in between', [whole, answer('all=1', [{ ...image, RepoTags: [] }, other])], /they changed/],
    ['another label in between', [whole, answer('all=1', [{ ...image, Labels: null }, other])], /they changed/],
    [
      'a list of all images that breaks the schema',
      [answer('all=1', [{ ...image, RepoTags: null }])],
      /breaks the schema/,
    ],
  ])('%s', (_name, exchanges, why) => {
    const findings = checkSession(exchanges);
    expect(findings).toEqual([]);
    expect(findings.notChecked).toMatch(why);
  });

  test('an answer that is wrong alone', () => {
    const unknown = `filters=${encodeURIComponent('{"nope":["x"]}')}`;
    const wrong = [
      answer(unknown, []),
      answer(labelled, [{}]),
      { ...answer(labelled, 'no'), response: { status: 500 } },
    ];
    expect(checkSession([whole, ...wrong])).toEqual([]);
  });

  test('more exchanges than fit', () => {
    const session = new SessionChecker(2);
    for (const index of [0, 1, 2]) {
      expect(session.findObstacle()).toEqual(index > 0 ? undefined : expect.stringContaining('no list of all images'));
      session.add(index, summarizeForSession(whole, runExchangeCheck(whole)));
    }
    expect(session.findObstacle()).toBe('it has more than 2 exchanges');
    expect([...session.finish()]).toEqual([]);
  });
});
