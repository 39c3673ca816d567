import { join } from 'node:path';
import { expect, test } from 'vitest';
import openapi from '../../generated/openapi.json' with { type: 'json' };
import { isValid } from '../../scripts/lab/mutate/schema-validator.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { root } from '../cli/run.js';

/*
 * What the schema of `filters` says of a value, and what Docker 28.5.2 does with it, are the same but for these: what no
 * schema can say, and spellings that an engine lets pass and no client should send.
 */
const taken: Readonly<Record<string, string>> = {
  'filters-before-malformed-empty': 'the grammar of references',
  'filters-before-malformed-path-in-capitals': 'the grammar of references',
  'filters-before-malformed-tag': 'the grammar of references',
  'filters-before-doubtful-long': 'the grammar of references',
  'filters-since-malformed-empty-set': 'the grammar of references',
  'filters-dangling-true-and-false': 'one of two values, each in two spellings',
  'filters-label-long': 'bytes, not characters',
  'filters-not-label-empty-list': 'a graphdriver store has no `label!`',
  'filters-not-label-list': 'a graphdriver store has no `label!`',
  'filters-not-label-pair': 'a graphdriver store has no `label!`',
  'filters-not-label-set': 'a graphdriver store has no `label!`',
  'filters-reference-malformed-beside-good': 'the grammar of globs',
  'filters-reference-malformed-bracket': 'the grammar of globs',
  'filters-reference-malformed-class': 'the grammar of globs',
  'filters-until-bad-blank-for-t': 'the grammar of times',
  'filters-until-bad-empty': 'the grammar of times',
  'filters-until-bad-month': 'the grammar of times',
  'filters-until-bad-number': 'the grammar of times',
  'filters-until-bad-word': 'the grammar of times',
  'query-bad-escape-in-unknown': 'another parameter is at fault',
};
const refused: Readonly<Record<string, string>> = {
  'filters-empty': 'an empty text filters nothing',
  'filters-null': 'null filters nothing',
  'filters-label-null': 'null is no value',
  'filters-list-with-null': 'null is an empty text',
  'filters-set-with-null': 'null is false',
  'filters-dangling-true-and-maybe': 'one value of `dangling` is enough',
  'filters-dangling-true-beside-set-false': '`false` does not negate',
  'filters-faults-before-missing-dangling-maybe': 'the image is looked for first',
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

test('the schema of `filters` takes what Docker takes, but for the exceptions by name', async () => {
  const found = { taken: new Set<string>(), refused: new Set<string>() };
  let checked = 0;
  const folders = ['containerd', 'overlay2'].map((store) => join(root, `test/recordings/docker-28.5.2-${store}`));
  for await (const { exchange, file } of readPaths(folders)) {
    const { request, response } = exchange;
    const filters = new URLSearchParams(request.path.split('?')[1]).get('filters');
    if (filters === null) continue;
    checked++;
    const schema = isValid(openapi, '/components/schemas/ImageListFilters', parsed(filters));
    const engine = response.status === 200 || response.status === 404;
    const name = file.name.replace(/^.*\//, '').replace(/\.json(\.gz)?$/, '');
    if (schema !== engine) found[schema ? 'taken' : 'refused'].add(name);
  }
  expect(checked).toBeGreaterThan(100);
  expect([...found.taken].sort()).toEqual(Object.keys(taken).sort());
  expect([...found.refused].sort()).toEqual(Object.keys(refused).sort());
});
