import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf } from '../../src/connection/identity.js';
import type { Ask } from '../../src/interview/questions.js';
import { record } from '../../src/interview/record.js';

const engine = identityOf({ Version: '28.5.2' }, { Driver: 'overlay2', Name: 'build-7.example.org' });
const table = ['plain', 'hangs', 'all', 'closes', 'digests'].map((name) => ({ name, query: name }));
const many = Array.from({ length: 500 }, (_, Created) => ({ Created }));
const bodies: Record<string, unknown> = { plain: ['build-7:5000/app:1'], all: many, digests: [] };

const ask: Ask = async (path) => {
  const body = bodies[path.split('?')[1] ?? ''];
  if (!body) throw new Error(`no answer to ${path}`);
  return { request: { method: 'GET', path }, response: { status: 200, headers: { Date: 'now', Server: 'x' }, body } };
};

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'record-'));
});
afterEach(() => rmSync(out, { recursive: true }));

describe('record', () => {
  it('writes a file for each answer, and says which questions have none', async () => {
    const { written, failed } = await record({ ask, out, engine, questions: table });
    expect(written).toEqual(['plain.json', 'all.json.gz', 'digests.json']);
    expect(failed).toEqual([
      { question: table[1], error: new Error('no answer to /v1.49/images/json?hangs') },
      { question: table[3], error: new Error('no answer to /v1.49/images/json?closes') },
    ]);
    expect(readdirSync(out).sort()).toEqual([...written].sort());
  });
  it('names the engine and redacts its host', async () => {
    await record({ ask, out, engine, questions: table.slice(0, 1) });
    expect(JSON.parse(readFileSync(join(out, 'plain.json'), 'utf8'))).toEqual({
      engine: 'docker 28.5.2 overlay2',
      request: { method: 'GET', path: '/v1.49/images/json?plain' },
      response: { status: 200, headers: { server: 'x' }, body: ['redacted:5000/app:1'] },
    });
  });
  it('fails when it cannot write', async () => {
    const nowhere = record({ ask, out: '/dev/null/out', engine, questions: table });
    await expect(nowhere).rejects.toThrow('ENOTDIR');
  });
});
