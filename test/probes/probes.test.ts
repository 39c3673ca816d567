import { describe, expect, it } from 'vitest';
import { contracts, filterKeys } from '../../generated/constants.js';
import { EngineError } from '../../src/client/engine-error.js';
import { checkExchange } from '../../src/contract/index.js';
import {
  createListTarget,
  createProbes,
  limitDuration,
  listProbes,
  type Probe,
  type SendProbe,
  sendProbes,
} from '../../src/probes/probes.js';
import { chooseSample } from '../../src/probes/sample.js';

const image = { Id: `sha256:${'a'.repeat(64)}`, Created: 5, RepoTags: ['team/app:1'], Labels: { kind: 'a b' } };
const bodies = { 'a full engine': [image], 'an empty engine': [], 'no list at all': 'nonsense' };

describe.each(Object.entries(bodies))('the probes for %s', (_, body) => {
  const table = listProbes(chooseSample(body));
  const queries = table.map(({ query }) => new URLSearchParams(query));
  const filters = queries.flatMap((query) => query.getAll('filters'));

  it('have unique names that can be file names', () => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
    for (const { name } of table) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
  it('have the same names for every engine', () => {
    expect(table.map(({ name }) => name)).toEqual(listProbes(chooseSample([])).map(({ name }) => name));
  });
  it('need no further encoding', () => {
    for (const { query } of table) {
      expect(createListTarget(query, '1.24')).toMatch(/^\/v1\.24\/images\/json(\?[\x21-\x7e]+)?$/);
    }
  });
  it('have names of the engine in place of all placeholders', () => {
    for (const { query } of table) expect(query).not.toMatch(/\$|%24/);
  });
  const { parameters } = contracts.find(({ versions }) => versions.some((version) => version === '1.49')) ?? {};
  it.each([...(parameters ?? [])])('use the parameter %s', (name) => {
    expect(queries.some((query) => query.has(name))).toBe(true);
  });
  it.each(filterKeys)('filter by %s in both forms', (key) => {
    const hasFilter = (text: string) => filters.some((filter) => filter.startsWith('{') && filter.includes(text));
    expect(hasFilter(`"${key}":[`)).toBe(true);
    expect(hasFilter(`"${key}":{`)).toBe(true);
  });
});

const targets: readonly [name: string, path: string][] = [
  ['plain', '/v1.49/images/json'],
  ['all', '/v1.49/images/json?all=true'],
  ['filters-malformed-bracket', '/v1.49/images/json?filters=%5B'],
  ['filters-label-list', '/v1.49/images/json?filters=%7B%22label%22%3A%5B%22kind%3Dbase%22%5D%7D'],
  ['filters-label-set-false', '/v1.49/images/json?filters=%7B%22label%22%3A%7B%22kind%3Dbase%22%3Afalse%7D%7D'],
  ['query-bad-escape', '/v1.49/images/json?filters=%zz'],
  ['shared-size-loose-false-in-blanks', `/v1.49/images/json?shared-size=%20false%20&${labelled('kind=base')}`],
  ['query-unescaped', '/v1.49/images/json?filters={"label":["kind%3Dbase"]}'],
];

it.each(targets)('%s requests %s', (name, path) => {
  const table = listProbes(chooseSample([{ ...image, Labels: { kind: 'base' } }]));
  expect(table.filter((probe) => probe.name === name).map(({ query }) => createListTarget(query, '1.49'))).toEqual([
    path,
  ]);
});

describe('sendProbes', () => {
  const table: Probe[] = ['one', 'two', 'three'].map((name) => ({ name, query: name }));

  it('goes on after a probe that fails', async () => {
    const sendProbe: SendProbe = async (query) => {
      if (query === 'two') throw new Error('closed');
      return { request: { method: 'GET', path: createListTarget(query, '1.51') }, response: { status: 200 } };
    };
    const outcomes = [];
    for await (const { probe, exchange, error } of sendProbes(sendProbe, table)) {
      outcomes.push([probe.name, exchange?.request.path, error instanceof Error ? error.message : error]);
    }
    expect(outcomes).toEqual([
      ['one', '/v1.51/images/json?one', undefined],
      ['two', undefined, 'closed'],
      ['three', '/v1.51/images/json?three', undefined],
    ]);
  });
});

it('marks requests as probes, so that their intended faults are no findings', async () => {
  const sendProbe: SendProbe = async (query) => ({
    request: { method: 'GET', path: createListTarget(query, '1.49') },
    response: { status: 200, body: [] },
  });
  for await (const { exchange } of sendProbes(sendProbe, [{ name: 'odd', query: 'nope=1&digests=1' }])) {
    expect(exchange?.request.purpose).toBe('probe');
    expect(exchange && checkExchange(exchange)).toEqual([]);
  }
});

describe('limitDuration', () => {
  const table: Probe[] = ['one', 'two', 'three', 'four'].map((name) => ({ name, query: name }));
  /** An engine that takes a second for each response, and the queries that it got. */
  const slow = (seconds: number) => {
    const queries: string[] = [];
    let now = 1_000_000;
    const sendProbe: SendProbe = async (query) => {
      queries.push(query);
      now += 1000;
      return { request: { method: 'GET', path: createListTarget(query, '1.49') }, response: { status: 200 } };
    };
    return { queries, sendProbe: limitDuration(sendProbe, seconds * 1000, () => now) };
  };

  it.each([
    [5, []],
    [4, []],
    [3, ['four: 1 of 4 questions was not asked, from here on: 3 s have passed since the first']],
    [2.5, ['four: 1 of 4 questions was not asked, from here on: 2.5 s have passed since the first']],
    [1, ['two: 3 of 4 questions were not asked, from here on: 1 s has passed since the first']],
  ])('sends no more probes after %d seconds, and reports it once', async (seconds, errors) => {
    const { queries, sendProbe } = slow(seconds);
    const failed = [];
    for await (const { probe, error } of sendProbes(sendProbe, table)) {
      if (error instanceof EngineError) failed.push(`${probe.name}: ${error.message}`);
    }
    expect(failed).toEqual(errors);
    expect(queries.length).toBe(Math.min(4, Math.ceil(seconds)));
  });

  it('counts from the first request, which is the one for names', async () => {
    const { queries, sendProbe } = slow(1);
    const probes = await createProbes(sendProbe);
    const outcomes = [];
    for await (const outcome of sendProbes(sendProbe, probes)) outcomes.push(outcome);
    expect(queries).toEqual(['']);
    expect(outcomes.length).toBe(1);
    expect(String(outcomes[0]?.error)).toContain(`${probes.length} of ${probes.length} questions were not asked`);
  });
});

describe('createProbes', () => {
  const respondWith =
    (body: unknown): SendProbe =>
    async (query) => ({
      request: { method: 'GET', path: createListTarget(query, '1.49') },
      response: { status: 200, body },
    });

  it('takes names from the plain list', async () => {
    expect(await createProbes(respondWith([image]))).toEqual(listProbes(chooseSample([image])));
  });
  it('takes absent names if the engine lists nothing', async () => {
    const silent: SendProbe = () => Promise.reject(new Error('no response'));
    expect(await createProbes(silent)).toEqual(listProbes(chooseSample([])));
  });
});

function labelled(pair: string): string {
  return `filters=%7B%22label%22%3A%5B%22${encodeURIComponent(pair)}%22%5D%7D`;
}
