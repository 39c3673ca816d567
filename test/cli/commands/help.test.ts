import { expect, test } from 'vitest';
import { parseCheckOptions } from '../../../src/cli/commands/check.js';
import { formatHelp } from '../../../src/cli/commands/help.js';
import { runMock } from '../../../src/cli/commands/mock.js';
import { runProxy } from '../../../src/cli/commands/proxy.js';
import { runRecord } from '../../../src/cli/commands/record.js';
import { captureTerminal } from '../capture-terminal.js';

const verbs = ['check', 'record', 'mock', 'proxy', 'explain', 'help'];
const all = [[], ...verbs.map((verb) => [verb])];
const longest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));
const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);

test.each(all.map((words) => [words]))('help %j fits the terminal, and always says the same', (words) => {
  expect(longest(formatHelp(words))).toBeLessThanOrEqual(80);
  for (const columns of [40, 60, 69, 70, 80, 100, 300]) {
    const text = formatHelp(words, columns);
    // A word is not broken.
    expect(longest(text)).toBeLessThanOrEqual(Math.max(columns, 44));
    expect(longest(text)).toBeLessThanOrEqual(100);
    expect(wordsOf(text)).toEqual(wordsOf(formatHelp(words)));
  }
});

test('help names every kind of host that works', () => {
  for (const verb of ['check', 'record', 'proxy']) expect(formatHelp([verb])).toMatch(/--host URL[^-]*ssh:\/\//);
});

test('help without a verb is that of all', () => {
  for (const verb of verbs) expect(formatHelp([])).toContain(formatHelp([verb]));
});

test.each(['chekc', 'check x', 'constructor'])('help %s is wrong usage', (words) => {
  expect(() => formatHelp(words.split(' '))).toThrow(
    /^help: expected one of check, record, mock, proxy, explain, help, found "/,
  );
});

/** Reads words, and does no more: each lacks something or has too much. */
const { terminal } = captureTerminal();
const reading: Record<string, (words: string[]) => unknown> = {
  check: parseCheckOptions,
  record: (words) => runRecord([...words, 'too much'], terminal),
  mock: (words) => runMock([...words, 'too much'], terminal),
  proxy: (words) => runProxy([...words, 'too much'], terminal),
};

test.each(Object.entries(reading))('%s takes each option of its help', async (verb, read) => {
  const options = [...formatHelp([verb]).matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option = '']) => option);
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
