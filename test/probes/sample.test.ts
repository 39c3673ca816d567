import { describe, expect, it } from 'vitest';
import { ABSENT_SAMPLE, chooseSample } from '../../src/probes/sample.js';

const id = (digit: string): string => `sha256:${digit.repeat(64)}`;
const image = (digit: string, created: number, RepoTags: string[], Labels: unknown = null) => ({
  Id: id(digit),
  Created: created,
  RepoTags,
  RepoDigests: [id(digit), `team/x@${id(digit)}`],
  Labels,
});
const three = { 'com.example.kind': 'app' };
const images = [
  image('1', 0, ['undated:1'], { 'com.example.kind': 'base', common: 'yes' }),
  image('2', -60, ['negative:1'], { common: 'yes' }),
  image('3', 30, ['127.0.0.1:5000/team/many:2', '127.0.0.1:5000/team/many:1', 'not a ref !!'], {
    ...three,
    common: 'yes',
  }),
  image('4', 20, [`team/app@${id('4')}`, 'no-tag', 'oldest:1'], { ...three, '': 'odd', 'a key': 'odd' }),
  image('5', 40, ['newest:1'], { ...three, common: 'yes', 'com.example.tier': 'web' }),
  image('6', 10, []),
  ...['12', '21', '23', '31', '34', '41', '45'].map((digits) => image(digits, Number.NaN, ['no-number:1'])),
];

/** Arrays in arrays, too deep for recursion. */
const nested: unknown = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));

describe('chooseSample', () => {
  const sample = {
    name: '127.0.0.1:5000/team/many:1',
    digest: `team/x@${id('1')}`,
    pair: 'com.example.kind=app',
    otherPair: 'common=yes',
    ...{ older: 'oldest:1', olderId: id('4'), newer: '127.0.0.1:5000/team/many:1', undated: 'undated:1' },
  };

  it.each([
    ['as listed', images],
    ['backwards', images.toReversed()],
    ['by name', images.toSorted((a, b) => (String(a.RepoTags) < String(b.RepoTags) ? -1 : 1))],
  ])('is the same for the images %s', (_, list) => {
    expect(chooseSample(list)).toEqual(sample);
  });

  it.each([
    [[]],
    [null],
    [undefined],
    ['text'],
    [{ message: 'no' }],
    [[null, 1, 'x', {}]],
    [[{ Labels: 1, RepoTags: 1 }]],
    [[{ Labels: 'a=b', RepoTags: [nested] }]],
    [[{ Id: nested, Created: nested, Labels: { a: nested } }]],
    [[{ Id: { toString: 1 }, Created: { valueOf: 1 }, Labels: { a: { toString: 1 } } }]],
  ])('takes absent names for %#', (body) => {
    expect(chooseSample(body)).toEqual(ABSENT_SAMPLE);
  });
});
