import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../scripts/generate/bundle.js';
import { judged, stale } from '../../scripts/mutate/accepted.js';
import { changesOf } from '../../scripts/mutate/changes.js';
import { contractsIn, documentsIn, programFrom, programOf, subjectOf } from '../../scripts/mutate/memory.js';
import { root } from '../cli/run.js';

/** What becomes of a document by each change of a clause. */
function changed(document: JsonObject, clause: RegExp): string[] {
  return [...changesOf(document)]
    .filter((change) => clause.test(change.clause))
    .map(({ make }) => {
      const undo = make();
      const text = JSON.stringify(document);
      undo();
      return text;
    });
}

describe('changesOf', () => {
  test.each<[name: string, document: JsonObject, clause: RegExp, changed: string[]]>([
    ['a number', { minimum: 0 }, /minimum/, ['{}', '{"minimum":-1}', '{"minimum":1}']],
    ['a required name', { required: ['a', 'b'] }, /0/, ['{"required":["b"]}']],
    ['a version', { 'x-since': '1.47' }, /x-since/, ['{}', '{"x-since":"1.46"}', '{"x-since":"1.48"}']],
    [
      'an anchor and a repetition',
      { pattern: '^a[bc]+' },
      /pattern/,
      ['{}', '{"pattern":"a[bc]+"}', '{"pattern":"^a[c]+"}', '{"pattern":"^a[b]+"}', '{"pattern":"^a[bc]"}'],
    ],
    ['words for people', { description: 'Text.' }, /./, []],
  ])('changes %s', (_, document, clause, expected) => {
    expect(changed(document, clause)).toEqual(expected);
  });

  test('leaves the document as it was, and takes what an alias of YAML shares for one clause', () => {
    const document: JsonObject = parse('a: &a { type: string }\nb: *a\n');
    const before = JSON.stringify(document);
    expect(changed(document, /type/)[0]).toBe('{"a":{},"b":{}}');
    expect([...changesOf(document)].map(({ clause }) => clause)).not.toContain('/b/type');
    changed(document, /./);
    expect(JSON.stringify(document)).toBe(before);
  });
});

test('survivors with a reason are set apart, and a reason that none needs is told', () => {
  const scores = [{ name: 'x', changed: 3, noticed: 1, survivors: ['/a deleted', '/b deleted'] }];
  const reasons = [
    { survivor: '/a .*', why: 'nobody reads it' },
    { survivor: '/c', why: 'gone' },
  ];
  expect(judged(scores, reasons)).toEqual([
    { ...scores[0], survivors: ['/b deleted'], accepted: { 'nobody reads it': ['/a deleted'] } },
  ]);
  expect(stale(scores, reasons)).toEqual([reasons[1]]);
});

test('the contract in memory is the one that is generated', async () => {
  const contracts = await contractsIn(documentsIn(root));
  const subject = subjectOf(contracts, '1.49', programFrom(await programOf(root)));
  const generated: JsonObject = JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8'));
  const { 'x-evidence': _, 'x-changes': __, ...info } = generated.info as JsonObject; // as OpenAPI has it
  expect(subject.bundles.get('1.49')).toMatchObject({ info, servers: generated.servers });
  const exchange = { request: { method: 'GET', path: '/v1.49/images/json' }, response: { status: 200, body: [{}] } };
  expect(subject.judge(exchange).findings).toHaveLength(9);
});
