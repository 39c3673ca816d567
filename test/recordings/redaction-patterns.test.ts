import { describe, expect, test } from 'vitest';
import { createReplacer, validatePattern } from '../../src/recordings/redaction-patterns.js';
import { growthOf } from '../growth.js';

/** Each text that is found in brackets. */
const found = (patterns: string[], text: string): string => createReplacer(patterns)(text, (secret) => `[${secret}]`);

describe('a pattern', () => {
  test.each([
    ['registry.corp', 'registry.corp:5000/app:1', '[registry.corp]:5000/app:1'],
    ['registry.corp', 'registryxcorp', 'registryxcorp'],
    ['corp', 'MyCorp-corp', 'My[Corp]-[corp]'],
    ['ghp_*', 'token=ghp_aB3-x.y; next', 'token=[ghp_aB3-x.y]; next'],
    ['*.corp.example', 'a.b.corp.example/x corp.example', '[a.b.corp.example]/x corp.example'],
    [
      '*@example.com',
      'by Ann <ann.b+c@example.com>, maintainer=x@Example.com',
      'by Ann <[ann.b+c@example.com]>, maintainer=[x@Example.com]',
    ],
    ['*@example.com*', 'a@example.com.au', '[a@example.com.au]'],
    ['10.*.*.*', '10.0.12.7:5000 10.x', '[10.0.12.7]:5000 10.x'],
    ['key-*-end', 'key-1-end key-a/b-end key-end', '[key-1-end] key-a/b-end key-end'],
    ['key-*-end', `key-${'x'.repeat(255)}-end`, `[key-${'x'.repeat(255)}-end]`],
    ['a(b)[c].d$^|\\', 'xa(b)[c].d$^|\\x', 'x[a(b)[c].d$^|\\]x'],
    ['**abc**', 'xabcx abc', '[xabcx] [abc]'],
    ['straße', 'STRAßE Straße', '[STRAßE] [Straße]'],
    ['\u{1f433}\u{1f433}\u{1f433}', 'x\u{1f433}\u{1f433}\u{1f433}', 'x[\u{1f433}\u{1f433}\u{1f433}]'],
    ['*sec\ud800*', 'a\ud800 sec\ud800x', 'a\ud800 [sec\ud800x]'],
  ])('%j in %j', (pattern, text, out) => {
    expect(found([pattern], text)).toBe(out);
  });

  test('several: each is looked for in what the others leave, the longest first', () => {
    expect(found(['corp', 'registry.corp', 'ghp_*'], 'registry.corp/ghp_1-corp corp')).toBe(
      '[registry.corp]/[ghp_1-corp] [corp]',
    );
  });

  test.each([
    ['', '3 characters or more'],
    ['ab', '3 characters or more'],
    ['**a*b*', '3 characters or more'],
    ['x'.repeat(256), 'at most 255'],
    ['IMAGE', "a word of Docker's own"],
    ['*docker*', "a word of Docker's own"],
    ['sha256', "a word of Docker's own"],
    ['registry.corp', undefined],
    ['x'.repeat(255), undefined],
  ])('%.20j is none: %s', (pattern, why) => {
    if (why === undefined) expect(validatePattern(pattern)).toBeUndefined();
    else expect(validatePattern(pattern)).toContain(why);
  });

  test.each([
    ['aaa*b', 'a', 20_000],
    ['*aaa*aaa*aaa*aaa*b*', 'a', 20_000],
    ['*bbb', 'a', 200_000],
    ['aaa*', 'a', 200_000],
    ['*-a-*-a-*-b', '-a', 20_000],
  ])('%s takes a time that grows with the text', (pattern, part, count) => {
    // What is quadratic takes minutes for one run, so it does not get as far as this.
    expect(growthOf((size) => found([pattern], part.repeat(size)), count)).toBeLessThan(3);
  });
});
