import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { JsonObject } from '../../scripts/generate/bundle.js';
import { clauses } from '../../scripts/mutate/clauses.js';
import type { Subject } from '../../scripts/mutate/subject.js';
import { judge, judgeList } from '../../src/contract/check.js';
import { rules } from '../../src/contract/rules.js';
import { root } from '../cli/run.js';

/*
 * What each clause of the contract is for, by hand. `npm run mutate` holds these tables against contracts that were
 * changed in one clause; here they are held against the contract as it is.
 */

/** The documents as they are published, one a file, by API version. */
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
const subject: Subject = { bundles, judge, judgeList, rules };

describe.each([...clauses(root)])('%s', (_, expectations) => {
  test.each(expectations)('$name', ({ expected, found }) => expect(found(subject)).toEqual(expected));
});
