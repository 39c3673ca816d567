import { expect, test } from 'vitest';
import { runCommand } from '../../src/cli/run-command.js';
import { captureTerminal } from './capture-terminal.js';

/** What the command does in this process. */
async function commanded(words: readonly string[]) {
  const { terminal, printed } = captureTerminal();
  return { status: await runCommand(words, terminal), ...printed };
}

test.each([
  [[], 'expected one of check, record, mock, proxy, explain, help, found none'],
  [['chekc'], 'expected one of check, record, mock, proxy, explain, help, found "chekc"'],
  [['toString'], 'expected one of check, record, mock, proxy, explain, help, found "toString"'],
  [['help', 'chekc'], 'help: expected one of check, record, mock, proxy, explain, help, found "chekc"'],
  [['check', 'x', '--nope'], "check: Unknown option '--nope'"],
  [
    ['check', 'x', '--format', 'xml'],
    'check: --format: expected one of pretty, json, junit, sarif, github, markdown, found "xml"',
  ],
  [['check', 'x', '--fail-on', 'never'], 'check: --fail-on: expected one of error, warning, found "never"'],
  [['check', 'x', '--rule', 'nope=off'], 'check: --rule: expected one of response/schema, '],
  [['check', 'x', '--rule', 'response/schema=loud'], 'expected one of off, warning, error, found "loud"'],
  [['check', 'x', '--host', 'unix:///y'], 'check: expected PATH or --host URL, found both'],
  [['check', '--host', 'x', '--timeout', 'soon'], 'check: --timeout: expected seconds, more than 0, found "soon"'],
  [
    ['check', 'x', '--format', 'json', '--format', 'sarif'],
    'check: --format: expected a FILE for each report, found two for standard output',
  ],
  [
    ['check', 'x', '--format', 'json=a', '--format', 'sarif=a'],
    'check: --format: expected a FILE for each report, found two for a',
  ],
  [['check', 'x', '--format', 'json='], 'check: --format json: expected a FILE, found none'],
  [
    ['check', 'x', '--format', 'json=a', '--output', 'b'],
    'check: --output: expected a --format without a FILE for it, found none',
  ],
  [['check', '--max-body', '1k'], 'check: --max-body: expected bytes, from 1 to '],
  [['explain', 'nope'], 'explain: expected a rule, found "nope"; `explain` alone lists them'],
  [['chekc'], 'found "chekc" (did you mean check?)'],
  [['--hlep'], 'found "--hlep" (did you mean --help?)'],
  [['help', 'recrod'], 'found "recrod" (did you mean record?)'],
  [['check', '--fromat', 'json'], "check: Unknown option '--fromat' (did you mean --format?)"],
  [['check', 'x', '--format', 'jsno'], 'found "jsno" (did you mean json?)'],
  [['check', 'x', '--rule', 'response/shema=off'], 'found "response/shema" (did you mean response/schema?)'],
  [['explain', 'shema'], 'found "shema" (did you mean response/schema?)'],
  [['record', '--oout', 'x'], "record: Unknown option '--oout' (did you mean --out?)"],
  [['mock', '--listen', 'x', '--store', 'graphdrvier'], 'found "graphdrvier" (did you mean graphdriver?)'],
  [['record'], 'record: expected --out DIR, found none'],
  [['record', '--out', 'x', 'y'], 'record: expected options only, found "y"'],
])('%j is wrong usage', async (words, problem) => {
  const { status, out, problems } = await commanded(words);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(problems[0]).toContain(problem);
  expect(problems).toEqual([expect.stringMatching(/; see docker-images-contract help$/)]);
});

test('help is for the verb before it, and a PATH behind --', async () => {
  expect(await commanded(['check', 'x', '-h'])).toEqual(await commanded(['help', 'check']));
  const { status, problems } = await commanded(['check', '--', '-h']);
  expect({ status, problems }).toMatchObject({
    status: 2,
    problems: ['-h: no such file or folder', expect.any(String)],
  });
});
