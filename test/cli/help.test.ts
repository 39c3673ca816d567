import { expect, test } from 'vitest';
import { help } from '../../src/cli/help.js';
import { checkOptions } from '../../src/cli/options.js';
import { proxy } from '../../src/cli/proxy.js';
import { record } from '../../src/cli/record.js';
import { serve } from '../../src/cli/serve.js';
import type { Terminal } from '../../src/cli/terminal.js';

const verbs = ['check', 'record', 'serve', 'proxy', 'explain', 'help'];
const all = [[], ...verbs.map((verb) => [verb])];
const longest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));
const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

test.each(all.map((words) => [words]))('help %j fits the terminal, and always says the same', (words) => {
  expect(longest(help(words))).toBeLessThanOrEqual(80);
  for (const columns of [40, 60, 69, 70, 80, 100, 300]) {
    const text = help(words, columns);
    // A word is not broken.
    expect(longest(text)).toBeLessThanOrEqual(Math.max(columns, 44));
    expect(longest(text)).toBeLessThanOrEqual(100);
    expect(wordsOf(text)).toEqual(wordsOf(help(words)));
  }
});

test('help without a verb is that of all', () => {
  for (const verb of verbs) expect(help([])).toContain(help([verb]));
});

test.each(['chekc', 'check x', 'constructor'])('help %s is wrong usage', (words) => {
  expect(() => help(words.split(' '))).toThrow(
    /^help: expected one of check, record, serve, proxy, explain, help, found "/,
  );
});

/** Reads words, and does no more: each lacks something or has too much. */
const terminal: Terminal = {
  ...{ out: expect.fail, problem: expect.fail, colour: false },
  progress: { say: () => {}, clear: () => {}, end: () => {} },
};
const reading: Record<string, (words: string[]) => unknown> = {
  check: checkOptions,
  record: (words) => record([...words, 'too much'], terminal),
  serve: (words) => serve([...words, 'too much'], terminal),
  proxy: (words) => proxy([...words, 'too much'], terminal),
};

test.each(Object.entries(reading))('%s takes each option of its help', async (verb, read) => {
  const options = [...help([verb]).matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option = '']) => option);
  expect(options.length).toBeGreaterThan(2);
  const said = async (word: string): Promise<string> => {
    try {
      await read([word]);
      return '';
    } catch (error) {
      return String(error);
    }
  };
  for (const option of options) expect(await said(`${option}=x`)).not.toContain('Unknown option');
  expect(await said('--nope=x')).toContain('Unknown option');
});
