import { describe, expect, it } from 'vitest';
import { parseIdentity } from '../../src/client/engine-identity.js';
import { createListTarget, type SendProbe } from '../../src/probes/probes.js';
import { recordEngine } from '../../src/probes/record-engine.js';
import { InputError } from '../../src/recordings/input-error.js';
import { createRedactor } from '../../src/recordings/redact.js';

const engine = parseIdentity({ Version: '28.5.2' }, { Driver: 'overlay2', Name: 'build-7.example.org' });
const table = ['plain', 'hangs', 'all', 'closes', 'digests'].map((name) => ({ name, query: name }));
const bodies: Record<string, unknown> = { plain: ['build-7:5000/app:1 by alice'], all: [{ Created: 1 }], digests: [] };

const answer = (query: string, body: unknown) => ({
  request: { method: 'GET', path: createListTarget(query, '1.49') },
  response: { status: 200, headers: { Date: 'now', Server: 'x' }, body },
});

const ask: SendProbe = async (query) => {
  const body = bodies[query];
  if (!body) throw new Error(`no answer to ${query}`);
  return answer(query, body);
};

const recorded = async (questions = table, asking = ask) => {
  const outcomes = [];
  for await (const outcome of recordEngine({
    sendProbe: asking,
    engine,
    probes: questions,
    redactor: createRedactor(['alice', engine.host]),
  }))
    outcomes.push(outcome);
  return outcomes;
};

describe('record', () => {
  it('gives each answer under the name of its question, and says which questions have none', async () => {
    expect(await recorded()).toMatchObject([
      { probe: table[0], exchange: { response: { body: [expect.any(String)] } } },
      { probe: table[1], error: new Error('no answer to hangs') },
      { probe: table[2], exchange: { response: { body: [{ Created: 1 }] } } },
      { probe: table[3], error: new Error('no answer to closes') },
      { probe: table[4], exchange: { response: { body: [] } } },
    ]);
  });
  it('gives each answer the session of the engine and its images as they are at first', async () => {
    const image = { Id: 'a', RepoTags: ['a:1'], RepoDigests: [], Labels: { a: 'b' }, Size: 1 };
    const before = { name: 'whole-before', query: 'whole' };
    const sessionsOf = async (body: unknown) => {
      const asking: SendProbe = async (query) => (query === 'whole' ? answer(query, body) : ask(query));
      const outcomes = await recorded([before, { name: 'plain', query: 'plain' }], asking);
      return outcomes.map(({ exchange }) => exchange?.session);
    };
    const [first, second] = await sessionsOf([image, { ...image, Id: 'b' }]);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second).toBe(first);
    // Neither order nor sizes are a part of it.
    expect(
      await sessionsOf([
        { ...image, Id: 'b' },
        { ...image, Size: 2 },
      ]),
    ).toEqual([first, first]);
    for (const other of [{ Id: 'c' }, { RepoTags: [] }, { RepoDigests: ['x'] }, { Labels: null }]) {
      expect((await sessionsOf([image, { ...image, Id: 'b', ...other }]))[0]).not.toBe(first);
    }
    expect(await sessionsOf('no list')).toEqual([undefined, undefined]);
  });
  it('says which answer cannot be written down, and goes on', async () => {
    const deep: SendProbe = async (query) => {
      const { request, response } = await ask(query);
      return { request, response: { ...response, body: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) } };
    };
    const outcomes = await recorded(table.slice(0, 1), deep);
    expect(outcomes).toEqual([{ probe: table[0], error: expect.any(InputError) }]);
    expect(String(outcomes[0]?.error)).toContain('more than 100 levels deep');
  });
  it('names the engine, and redacts its host and the given names', async () => {
    expect(await recorded(table.slice(0, 1))).toEqual([
      {
        probe: table[0],
        exchange: {
          engine: 'docker 28.5.2 overlay2',
          request: { method: 'GET', path: '/v1.49/images/json?plain', purpose: 'probe' },
          response: { status: 200, headers: { server: 'x' }, body: ['redacted:5000/app:1 by redacted'] },
        },
      },
    ]);
  });
});
