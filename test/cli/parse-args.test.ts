import { expect, test } from 'vitest';
import { findClosest, formatSuggestion } from '../../src/cli/parse-args.js';
import { rules } from '../../src/contract/index.js';

const verbs = ['check', 'record', 'mock', 'explain', 'help'];
const options = ['--format', '--fail-on', '--rule', '--host', '--help', '--api-version'];
const names = rules.map(({ name }) => name);

test.each([
  ['chekc', verbs, ['check']],
  ['recrod', verbs, ['record']],
  ['mocks', verbs, ['mock']],
  ['Check', verbs, ['check']],
  ['exp', verbs, ['explain']],
  ['toString', verbs, []],
  ['', verbs, []],
  ['x', verbs, []],
  ['check'.repeat(1000), verbs, []],
  ['--fromat', options, ['--format']],
  ['--rules', options, ['--rule']],
  ['--apiversion', options, ['--api-version']],
  ['--nope', options, []],
  ['respons/shcema', names, ['response/schema']],
  ['undocumented', names, ['response/undocumented', 'request/undocumented']],
  ['reponse/undocumented', names, ['response/undocumented']],
  ['image/', names, ['image/unrequested-manifests', 'image/shared-size', 'image/containers']],
])('%s of these is %j', (typed, known, found) => {
  expect(findClosest(typed, known)).toEqual(found);
});

test('says it behind what was found, and nothing where nothing is close', () => {
  expect(formatSuggestion('jsno', ['json', 'junit'])).toBe(' (did you mean json?)');
  expect(formatSuggestion('undocumented', names)).toBe(
    ' (did you mean response/undocumented or request/undocumented?)',
  );
  expect(formatSuggestion('xml', ['json', 'junit'])).toBe('');
});
