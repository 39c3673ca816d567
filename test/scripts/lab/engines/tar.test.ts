import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { tar } from '../../../../scripts/lab/engines/tar.js';

describe('tar', () => {
  const files = { 'a.txt': 'one\n', 'folder/b': Buffer.alloc(512, 'x'), empty: '' };

  test('is read by the system tar, in order', () => {
    const listed = execFileSync('tar', ['-tf', '-'], { input: tar(files), encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(Object.keys(files));
  });

  test('keeps every byte', () => {
    for (const [path, content] of Object.entries(files)) {
      const read = execFileSync('tar', ['-xOf', '-', path], { input: tar(files) });
      expect(read).toEqual(Buffer.from(content));
    }
  });

  test('depends on its files alone', () => {
    expect(tar(files)).toEqual(tar({ ...files }));
  });

  test('takes a path of any length', () => {
    const long = { [`folder/${'x'.repeat(128)}`]: 'long\n', after: 'short\n' };
    const listed = execFileSync('tar', ['-tf', '-'], { input: tar(long), encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(Object.keys(long));
  });
});
