import { expect, test } from 'vitest';
import { closest, didYouMean } from '../../src/cli/closest.js';
import { rules } from '../../src/contract/index.js';

const verbs = ['check', 'record', 'serve', 'explain', 'help'];
const options = ['--format', '--fail-on', '--rule', '--host', '--help', '--api-version'];
const names = rules.map(({ name }) => name);

test.each([
  ['chekc', verbs, ['check']],
  ['recrod', verbs, ['record']],
  ['server', verbs, ['serve']],
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
  expect(closest(typed, known)).toEqual(found);
});

test('says it behind what was found, and nothing where nothing is close', () => {
  expect(didYouMean('jsno', ['json', 'junit'])).toBe(' (did you mean json?)');
  expect(didYouMean('undocumented', names)).toBe(' (did you mean response/undocumented or request/undocumented?)');
  expect(didYouMean('xml', ['json', 'junit'])).toBe('');
});
