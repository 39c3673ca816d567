import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/contract/index.js';
import { root, run } from './run.js';

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

describe('the command', () => {
  test('says how it is used, and its version', () => {
    expect(run(['--help'])).toMatchObject({ status: 0, problems: [], out: expect.stringContaining('check [PATH...]') });
    for (const words of [['help'], ['-h']]) expect(run(words)).toEqual(run(['--help']));
    for (const words of [
      ['check', '--help'],
      ['check', 'x', '-h'],
    ])
      expect(run(words)).toEqual(run(['help', 'check']));
    for (const word of ['--version', '-v'])
      expect(run([word])).toEqual({ status: 0, problems: [], out: `${version}\n` });
  });

  test('says what is wrong usage', () => {
    const found = 'expected one of check, record, mock, proxy, explain, help, found "chekc" (did you mean check?)';
    expect(run(['chekc'])).toEqual({
      ...{ status: 2, out: '' },
      problems: [`docker-images-contract: ${found}; see docker-images-contract help`],
    });
  });

  test('explains: without a rule it lists them all', () => {
    const { status, out } = run(['explain']);
    expect(status).toBe(0);
    for (const { name, severity, meaning } of rules) {
      expect(out).toMatch(new RegExp(`^${name} +${severity} +`, 'm'));
      expect(out).toContain(`  ${meaning}\n`);
    }
  });

  test('the help fits 80 columns', () => {
    expect(
      run(['help'])
        .out.split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  test('explains a rule', () => {
    const [{ name, meaning, reason, remedy } = expect.fail('no rules')] = rules;
    const { status, out } = run(['explain', name]);
    expect(status).toBe(0);
    for (const text of [name, meaning, reason, remedy]) expect(out).toContain(text);
  });
});
