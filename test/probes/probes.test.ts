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

describe.each(Object.entries(bodies))('the questions for %s', (_, body) => {
  const table = listProbes(chooseSample(body));
  const queries = table.map(({ query }) => new URLSearchParams(query));
  const filters = queries.flatMap((query) => query.getAll('filters'));

  it('have names of their own that can be files', () => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length);
    for (const { name } of table) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
  it('are the same questions for every engine', () => {
    expect(table.map(({ name }) => name)).toEqual(listProbes(chooseSample([])).map(({ name }) => name));
  });
  it('go onto the wire as they are', () => {
    for (const { query } of table)
      expect(createListTarget(query, '1.24')).toMatch(/^\/v1\.24\/images\/json(\?[\x21-\x7e]+)?$/);
  });
  const { parameters } = contracts.find(({ versions }) => versions.some((version) => version === '1.49')) ?? {};
  it.each([...(parameters ?? [])])('ask for %s', (name) => {
    expect(queries.some((query) => query.has(name))).toBe(true);
  });
  it.each(filterKeys)('filter by %s in both spellings', (key) => {
    const spelled = (text: string) => filters.some((filter) => filter.startsWith('{') && filter.includes(text));
    expect(spelled(`"${key}":[`)).toBe(true);
    expect(spelled(`"${key}":{`)).toBe(true);
  });
});

const wire: readonly [name: string, path: string][] = [
  ['plain', '/v1.49/images/json'],
  ['all', '/v1.49/images/json?all=true'],
  ['filters-malformed-bracket', '/v1.49/images/json?filters=%5B'],
  ['filters-label-list', '/v1.49/images/json?filters=%7B%22label%22%3A%5B%22kind%3Dbase%22%5D%7D'],
  ['filters-label-set-false', '/v1.49/images/json?filters=%7B%22label%22%3A%7B%22kind%3Dbase%22%3Afalse%7D%7D'],
  ['query-bad-escape', '/v1.49/images/json?filters=%zz'],
  ['shared-size-loose-false-in-blanks', `/v1.49/images/json?shared-size=%20false%20&${labelled('kind=base')}`],
  ['query-unescaped', '/v1.49/images/json?filters={"label":["kind%3Dbase"]}'],
];

it.each(wire)('asks %s as %s', (name, path) => {
  const table = listProbes(chooseSample([{ ...image, Labels: { kind: 'base' } }]));
  expect(
    table.filter((question) => question.name === name).map(({ query }) => createListTarget(query, '1.49')),
  ).toEqual([path]);
});

describe('interview', () => {
  const table: Probe[] = ['one', 'two', 'three'].map((name) => ({ name, query: name }));

  it('asks on after a question that fails', async () => {
    const ask: SendProbe = async (query) => {
      if (query === 'two') throw new Error('closed');
      return { request: { method: 'GET', path: createListTarget(query, '1.51') }, response: { status: 200 } };
    };
    const outcomes = [];
    for await (const { probe, exchange, error } of sendProbes(ask, table)) {
      outcomes.push([probe.name, exchange?.request.path, error instanceof Error ? error.message : error]);
    }
    expect(outcomes).toEqual([
      ['one', '/v1.51/images/json?one', undefined],
      ['two', undefined, 'closed'],
      ['three', '/v1.51/images/json?three', undefined],
    ]);
  });
});

it('marks what is asked, so that a question that is odd on purpose is no finding', async () => {
  const ask: SendProbe = async (query) => ({
    request: { method: 'GET', path: createListTarget(query, '1.49') },
    response: { status: 200, body: [] },
  });
  for await (const { exchange } of sendProbes(ask, [{ name: 'odd', query: 'nope=1&digests=1' }])) {
    expect(exchange?.request.purpose).toBe('probe');
    expect(exchange && checkExchange(exchange)).toEqual([]);
  }
});

describe('within', () => {
  const table: Probe[] = ['one', 'two', 'three', 'four'].map((name) => ({ name, query: name }));
  /** An engine that takes a second for each answer, and what it was asked. */
  const slow = (seconds: number) => {
    const asked: string[] = [];
    let now = 1_000_000;
    const ask: SendProbe = async (query) => {
      asked.push(query);
      now += 1000;
      return { request: { method: 'GET', path: createListTarget(query, '1.49') }, response: { status: 200 } };
    };
    return { asked, ask: limitDuration(ask, seconds * 1000, () => now) };
  };

  it.each([
    [5, []],
    [4, []],
    [3, ['four: 1 of 4 questions was not asked, from here on: 3 s have passed since the first']],
    [2.5, ['four: 1 of 4 questions was not asked, from here on: 2.5 s have passed since the first']],
    [1, ['two: 3 of 4 questions were not asked, from here on: 1 s has passed since the first']],
  ])('asks no further after %d seconds, and says so once', async (seconds, said) => {
    const { asked, ask } = slow(seconds);
    const failed = [];
    for await (const { probe, error } of sendProbes(ask, table)) {
      if (error instanceof EngineError) failed.push(`${probe.name}: ${error.message}`);
    }
    expect(failed).toEqual(said);
    expect(asked.length).toBe(Math.min(4, Math.ceil(seconds)));
  });

  it('counts from the first question, the one for names included', async () => {
    const { asked, ask } = slow(1);
    const questions = await createProbes(ask);
    const outcomes = [];
    for await (const outcome of sendProbes(ask, questions)) outcomes.push(outcome);
    expect(asked).toEqual(['']);
    expect(outcomes.length).toBe(1);
    expect(String(outcomes[0]?.error)).toContain(`${questions.length} of ${questions.length} questions were not asked`);
  });
});

describe('questionsFor', () => {
  const answering =
    (body: unknown): SendProbe =>
    async (query) => ({
      request: { method: 'GET', path: createListTarget(query, '1.49') },
      response: { status: 200, body },
    });

  it('takes names from the plain list', async () => {
    expect(await createProbes(answering([image]))).toEqual(listProbes(chooseSample([image])));
  });
  it('makes names up when the engine gives no list', async () => {
    const silent: SendProbe = () => Promise.reject(new Error('no answer'));
    expect(await createProbes(silent)).toEqual(listProbes(chooseSample([])));
  });
});

function labelled(pair: string): string {
  return `filters=%7B%22label%22%3A%5B%22${encodeURIComponent(pair)}%22%5D%7D`;
}
