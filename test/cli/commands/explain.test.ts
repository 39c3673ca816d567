import { describe, expect, test } from 'vitest';
import { formatExplanation } from '../../../src/cli/commands/explain.js';
import { UsageError } from '../../../src/cli/parse-args.js';
import { rules } from '../../../src/contract/index.js';
import { ruleGroups } from '../../../src/contract/rules.js';

describe('without a rule', () => {
  test('lists them by group, a line each', () => {
    const groups = formatExplanation([])
      .trimEnd()
      .split('\n\n')
      .map((group) => group.split('\n'));
    expect(groups.map(([head]) => head)).toEqual(Object.values(ruleGroups).map((words) => `About ${words}:`));
    const rows = groups.map(([, ...lines]) => lines.map((line) => line.split(/ {2,}/)));
    expect(rows.flat()).toEqual(rules.map(({ name, severity, meaning }) => [name, severity, meaning]));
    for (const group of rows) expect(new Set(group.map(([name]) => name?.split('/')[0])).size).toBe(1);
  });

  test('cuts what goes beyond the terminal, and no more', () => {
    const [whole, cut] = [formatExplanation([]).split('\n'), formatExplanation([], 80).split('\n')];
    expect(cut.length).toBe(whole.length);
    for (const [index, line] of cut.entries()) {
      expect(line.length).toBeLessThanOrEqual(80);
      if (line !== whole[index]) expect(whole[index]?.startsWith(line.slice(0, -3))).toBe(true);
    }
  });
});

test.each(rules)(
  '$name: what it means, why, and what to do, in lines that fit',
  ({ name, meaning, reason, remedy }) => {
    const text = formatExplanation([name]);
    for (const part of [name, meaning, reason, remedy]) expect(text).toContain(part);
    const broken = formatExplanation([name], 60);
    for (const line of broken.split('\n')) if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(60);
    expect(broken.split(/\s+/)).toEqual(text.split(/\s+/));
  },
);

test.each([
  [['nope'], 'found "nope"; `explain` alone lists them'],
  [['response/shema'], 'found "response/shema" (did you mean response/schema?); '],
  [['until'], 'found "until" (did you mean filter/until?); '],
  [['response/schema', 'x'], 'found "response/schema x"'],
])('%j is no rule', (words, said) => {
  expect(() => formatExplanation(words)).toThrow(UsageError);
  expect(() => formatExplanation(words)).toThrow(`explain: expected a rule, ${said}`);
});
