import { describe, expect, it } from 'vitest';
import { EngineError } from '../../src/connection/error.js';
import { identityOf } from '../../src/connection/identity.js';
import { type Ask, pathOf } from '../../src/interview/questions.js';
import { record } from '../../src/interview/record.js';

const engine = identityOf({ Version: '28.5.2' }, { Driver: 'overlay2', Name: 'build-7.example.org' });
const table = ['plain', 'hangs', 'all', 'closes', 'digests'].map((name) => ({ name, query: name }));
const bodies: Record<string, unknown> = { plain: ['build-7:5000/app:1 by alice'], all: [{ Created: 1 }], digests: [] };

const ask: Ask = async (query) => {
  const body = bodies[query];
  if (!body) throw new Error(`no answer to ${query}`);
  return {
    request: { method: 'GET', path: pathOf(query, '1.49') },
    response: { status: 200, headers: { Date: 'now', Server: 'x' }, body },
  };
};

const recorded = async (questions = table, asking = ask) => {
  const outcomes = [];
  for await (const outcome of record({ ask: asking, engine, questions, places: ['alice'] })) outcomes.push(outcome);
  return outcomes;
};

describe('record', () => {
  it('gives each answer under the name of its question, and says which questions have none', async () => {
    expect(await recorded()).toMatchObject([
      { question: table[0], exchange: { response: { body: [expect.any(String)] } } },
      { question: table[1], error: new Error('no answer to hangs') },
      { question: table[2], exchange: { response: { body: [{ Created: 1 }] } } },
      { question: table[3], error: new Error('no answer to closes') },
      { question: table[4], exchange: { response: { body: [] } } },
    ]);
  });
  it('says which answer cannot be written down, and goes on', async () => {
    const deep: Ask = async (query) => {
      const { request, response } = await ask(query);
      return { request, response: { ...response, body: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) } };
    };
    const outcomes = await recorded(table.slice(0, 1), deep);
    expect(outcomes).toEqual([{ question: table[0], error: expect.any(EngineError) }]);
    expect(String(outcomes[0]?.error)).toContain('more than 100 levels deep');
  });
  it('names the engine, and redacts its host and the given names', async () => {
    expect(await recorded(table.slice(0, 1))).toEqual([
      {
        question: table[0],
        exchange: {
          engine: 'docker 28.5.2 overlay2',
          request: { method: 'GET', path: '/v1.49/images/json?plain' },
          response: { status: 200, headers: { server: 'x' }, body: ['redacted:5000/app:1 by redacted'] },
        },
      },
    ]);
  });
});
