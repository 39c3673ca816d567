import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../../scripts/generate/bundle.js';
import { listChanges } from '../../../scripts/lab/mutate/changes.js';
import { createContract, loadChecker, readDocuments } from '../../../scripts/lab/mutate/in-memory-contract.js';
import { findUnneeded, scoreOutcomes } from '../../../scripts/lab/mutate/scores.js';
import { root } from '../../cli/run.js';

/** Applies each change of the clauses that match, and returns the changed documents as JSON. */
function applyChanges(document: JsonObject, clause: RegExp): string[] {
  return [...listChanges(document)]
    .filter((change) => clause.test(change.clause))
    .map(({ apply }) => {
      const undo = apply();
      const changed = JSON.stringify(document);
      undo();
      return changed;
    });
}

describe('listChanges', () => {
  test.each<[name: string, document: JsonObject, clause: RegExp, changed: string[]]>([
    ['a number', { minimum: 0 }, /minimum/, ['{}', '{"minimum":-1}', '{"minimum":1}']],
    ['a required name', { required: ['a', 'b'] }, /0/, ['{"required":["b"]}']],
    ['a version', { 'x-since': '1.47' }, /x-since/, ['{}', '{"x-since":"1.46"}', '{"x-since":"1.48"}']],
    [
      'an anchor and a quantifier',
      { pattern: '^a[bc]+' },
      /pattern/,
      ['{}', '{"pattern":"a[bc]+"}', '{"pattern":"^a[c]+"}', '{"pattern":"^a[b]+"}', '{"pattern":"^a[bc]"}'],
    ],
    ['prose', { description: 'Text.' }, /./, []],
  ])('changes %s', (_, document, clause, expected) => {
    expect(applyChanges(document, clause)).toEqual(expected);
  });

  test('undoes every change, and counts a part that a YAML alias repeats once', () => {
    const document: JsonObject = parse('a: &a { type: string }\nb: *a\n');
    const before = JSON.stringify(document);
    expect(applyChanges(document, /type/)[0]).toBe('{"a":{},"b":{}}');
    expect([...listChanges(document)].map(({ clause }) => clause)).not.toContain('/b/type');
    applyChanges(document, /./);
    expect(JSON.stringify(document)).toBe(before);
  });
});

test('survivors with a reason are accepted, and a reason without a survivor is not needed', () => {
  const outcomes = [
    { name: 'x', change: '/a deleted', noticed: false },
    { name: 'x', change: '/b deleted', noticed: false },
    { name: 'x', change: '/c deleted', noticed: true },
  ];
  const reasons = [
    { survivor: '/a .*', why: 'nobody reads it' },
    { survivor: '/c .*', why: 'gone' },
  ];
  expect(scoreOutcomes(outcomes, reasons)).toEqual([
    { name: 'x', changed: 3, noticed: 1, survivors: ['/b deleted'], accepted: { 'nobody reads it': 1 } },
  ]);
  expect(findUnneeded(outcomes, reasons)).toEqual([reasons[1]]);
});

test('the contract in memory is the generated one', async () => {
  const contract = await createContract(readDocuments(root), await loadChecker(root));
  const generated: JsonObject = JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8'));
  const { 'x-evidence': _, 'x-changes': __, ...info } = generated.info as JsonObject; // OpenAPI requires an object
  expect(contract.bundles.get('1.49')).toMatchObject({ info, servers: generated.servers });
  const exchange = { request: { method: 'GET', path: '/v1.49/images/json' }, response: { status: 200, body: [{}] } };
  expect(contract.runExchangeCheck(exchange).findings).toHaveLength(9);
});
