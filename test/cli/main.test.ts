import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/contract/index.js';
import { root, run } from './run.js';

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

describe('the command', () => {
  test('says how it is used, and its version', () => {
    expect(run(['--help'])).toMatchObject({ status: 0, problems: [], out: expect.stringContaining('check PATH...') });
    expect(run(['check', '--help'])).toEqual(run(['--help']));
    expect(run(['--version'])).toEqual({ status: 0, problems: [], out: `${version}\n` });
  });

  test.each([
    [[], 'expected one of check, record, explain, --help, --version, found none'],
    [['chekc'], 'expected one of check, record, explain, --help, --version, found "chekc"'],
    [['toString'], 'expected one of check, record, explain, --help, --version, found "toString"'],
    [['check'], 'check: expected at least one PATH, or --host URL, found neither'],
    [['check', 'x', '--nope'], "check: Unknown option '--nope'"],
    [
      ['check', 'x', '--format', 'xml'],
      'check: --format: expected one of pretty, json, junit, sarif, github, found "xml"',
    ],
    [['check', 'x', '--fail-on', 'never'], 'check: --fail-on: expected one of error, warning, found "never"'],
    [['check', 'x', '--rule', 'nope=off'], 'check: --rule: expected one of response/schema, '],
    [['check', 'x', '--rule', 'response/schema=loud'], 'expected one of off, warning, error, found "loud"'],
    [['check', 'x', '--host', 'unix:///y'], 'check: expected at least one PATH, or --host URL, found both'],
    [['check', '--host', 'x', '--timeout', 'soon'], 'check: --timeout: expected seconds, more than 0, found "soon"'],
    [['explain'], 'explain: expected one of these rules, found none'],
    [['explain', 'nope'], 'explain: expected one of these rules, found "nope"'],
    [['record'], 'record: expected --out DIR, found none'],
    [['record', '--out', 'x', 'y'], 'record: expected options only, found "y"'],
  ])('%j is wrong usage', (words, problem) => {
    const { status, out, problems } = run(words);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(problems[0]).toContain(`docker-images-contract: `);
    expect(problems[0]).toContain(problem);
    expect(problems.at(-1)).toBe('Try docker-images-contract --help');
  });

  test.each(rules)('explains $name', ({ name, meaning, why, remedy }) => {
    const { status, out } = run(['explain', name]);
    expect(status).toBe(0);
    for (const text of [name, meaning, why, remedy]) expect(out).toContain(text);
  });
});
