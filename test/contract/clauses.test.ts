import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { JsonObject } from '../../scripts/generate/bundle.js';
import { readExpectations } from '../../scripts/lab/mutate/expectations.js';
import type { InMemoryContract } from '../../scripts/lab/mutate/in-memory-contract.js';
import { checkImageList, runExchangeCheck } from '../../src/contract/check-exchange.js';
import { root } from '../cli/run.js';

/*
 * The tables in clauses/ say by hand what each clause of the contract is for. Here they are checked against the contract as
 * it is; `npm run mutate` checks that they fail for every contract with one changed clause.
 */

/** The published documents by path; several API versions share one. */
const files = new Map<string, JsonObject>();
const bundles = new Map(
  Object.entries(manifest.exports).flatMap(([path, target]): [string, JsonObject][] => {
    const version = /^\.\/openapi\/v(.*)\.json$/.exec(path)?.[1];
    if (version === undefined) return [];
    const file = String(target);
    const document = files.get(file) ?? JSON.parse(readFileSync(join(root, file), 'utf8'));
    files.set(file, document);
    return [[version, document]];
  }),
);
const contract: InMemoryContract = { bundles, judge: runExchangeCheck, judgeList: checkImageList };

describe.each([...readExpectations(root)])('%s', (_, expectations) => {
  test.each(expectations)('$name', ({ expected, getActual }) => expect(getActual(contract)).toEqual(expected));
});
