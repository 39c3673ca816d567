import { describe, expect, it } from 'vitest';
import { parseIdentity } from '../../src/client/engine-identity.js';
import { createListTarget, type SendProbe } from '../../src/probes/probes.js';
import { recordEngine } from '../../src/probes/record-engine.js';
import { InputError } from '../../src/recordings/input-error.js';
import { createRedactor } from '../../src/recordings/redact.js';

const engine = parseIdentity({ Version: '28.5.2' }, { Driver: 'overlay2', Name: 'build-7.example.org' });
const table = ['plain', 'hangs', 'all', 'closes', 'digests'].map((name) => ({ name, query: name }));
const bodies: Record<string, unknown> = { plain: ['build-7:5000/app:1 by alice'], all: [{ Created: 1 }], digests: [] };

const createExchange = (query: string, body: unknown) => ({
  request: { method: 'GET', path: createListTarget(query, '1.49') },
  response: { status: 200, headers: { Date: 'now', Server: 'x' }, body },
});

const send: SendProbe = async (query) => {
  const body = bodies[query];
  if (!body) throw new Error(`no response to ${query}`);
  return createExchange(query, body);
};

const recorded = async (probes = table, sendProbe = send) => {
  const outcomes = [];
  for await (const outcome of recordEngine({
    sendProbe,
    engine,
    probes,
    redactor: createRedactor(['alice', engine.host]),
  }))
    outcomes.push(outcome);
  return outcomes;
};

describe('recordEngine', () => {
  it('yields the response of each probe, and an error for each without one', async () => {
    expect(await recorded()).toMatchObject([
      { probe: table[0], exchange: { response: { body: [expect.any(String)] } } },
      { probe: table[1], error: new Error('no response to hangs') },
      { probe: table[2], exchange: { response: { body: [{ Created: 1 }] } } },
      { probe: table[3], error: new Error('no response to closes') },
      { probe: table[4], exchange: { response: { body: [] } } },
    ]);
  });
  it('names the session by the engine and its images at the start', async () => {
    const image = { Id: 'a', RepoTags: ['a:1'], RepoDigests: [], Labels: { a: 'b' }, Size: 1 };
    const before = { name: 'whole-before', query: 'whole' };
    const sessionsOf = async (body: unknown) => {
      const sendProbe: SendProbe = async (query) => (query === 'whole' ? createExchange(query, body) : send(query));
      const outcomes = await recorded([before, { name: 'plain', query: 'plain' }], sendProbe);
      return outcomes.map(({ exchange }) => exchange?.session);
    };
    const [first, second] = await sessionsOf([image, { ...image, Id: 'b' }]);
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second).toBe(first);
    // Order and sizes do not count.
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
  it('yields an error for a response that cannot be recorded', async () => {
    const deep: SendProbe = async (query) => {
      const { request, response } = await send(query);
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
