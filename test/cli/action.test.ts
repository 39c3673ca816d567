import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { main, root } from './run.js';

const folder = join(root, '.github/actions/check');
const script = readFileSync(join(folder, 'check.sh'), 'utf8');
const action: {
  inputs: Record<string, { description: string; default: string }>;
  runs: { using: string; steps: { shell: string; env: Record<string, string>; run: string }[] };
} = parse(readFileSync(join(folder, 'action.yml'), 'utf8'));
const [step = { shell: '', env: {}, run: '' }, ...others] = action.runs.steps;

/** The input that a variable of the step stands for. */
const inputOf = (value: string): string | undefined => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];

describe('the action', () => {
  test('is one step, and says what each input is', () => {
    expect(action.runs.using).toBe('composite');
    expect(others).toEqual([]);
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({ description: expect.stringMatching(/\.$/), default: expect.any(String) });
    }
  });

  test('gives the script every input as a variable, and none in another way', () => {
    expect(Object.values(step.env).map(inputOf).sort()).toEqual(Object.keys(action.inputs).sort());
    for (const name of Object.keys(step.env))
      expect(script).toContain(`$${name === 'INPUT_PACKAGE' ? '{' : ''}${name}`);
    expect(step.run).not.toContain('${{');
  });
});

/** A user's checkout, with the package installed. */
let checkout = '';
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'action test-'));
  mkdirSync(join(checkout, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(checkout, 'node_modules/docker-images-contract'));
  symlinkSync(main, join(checkout, 'node_modules/.bin/docker-images-contract'));
  writeFileSync(join(checkout, 'package.json'), '{}');
  mkdirSync(join(checkout, 'two words'));
  recording('two words/good one.json', 200);
  recording('bad.json', 206);
  recording('--host=x', 206);
  recording(HOSTILE, 206);
});
afterAll(() => rmSync(checkout, { recursive: true }));

const recording = (name: string, status: number): void =>
  writeFileSync(
    join(checkout, name),
    JSON.stringify({
      request: { method: 'GET', path: '/v1.49/images/json' },
      response: { status, headers: { 'content-type': 'application/json' }, body: [] },
    }),
  );

/** What a shell would run if it read it as code. */
const HOSTILE = ' $(touch pwned) `touch pwned`; touch pwned & "\' $HOME * \\';

/** The environment without what `npm test` puts there, such as the folder that npx looks into. */
const runner = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** Runs the step as a runner does. */
function act(inputs: Record<string, string>) {
  const env = Object.entries(step.env).map(([name, value]) => {
    const input = inputOf(value) ?? '';
    return [name, inputs[input] ?? action.inputs[input]?.default];
  });
  const { status, stdout, stderr } = spawnSync(step.shell, ['-e', '-o', 'pipefail', '-c', step.run], {
    cwd: checkout,
    env: {
      ...runner,
      DOCKER_HOST: 'unix:///runner',
      GITHUB_ACTION_PATH: folder,
      npm_config_offline: 'true',
      ...Object.fromEntries(env),
    },
    encoding: 'utf8',
  });
  expect(readdirSync(checkout)).not.toContain('pwned');
  return {
    status,
    annotations: stdout.split('\n').filter((line) => line.startsWith('::')),
    problems: stderr.split('\n').filter((line) => line.startsWith('docker-images-contract')),
  };
}

const unread = '::error title=Docker images contract::Not all could be judged; the log of this step says why.';

describe('the step', () => {
  test('passes good recordings, in a folder with a blank in its name', () => {
    expect(act({ paths: 'two words' })).toEqual({ status: 0, annotations: [], problems: [] });
  });

  test('annotates bad ones', () => {
    const { status, annotations } = act({ paths: '\ntwo words/good one.json\n\nbad.json\n' });
    expect(status).toBe(1);
    expect(annotations).toEqual([expect.stringMatching(/^::error .*file=bad\.json,.*title=response\/status::/)]);
  });

  test('fails when one is missing, and annotates the others', () => {
    const { status, annotations, problems } = act({ paths: 'nope/no.json\nbad.json' });
    expect(status).toBe(2);
    expect(annotations).toEqual([expect.stringContaining('file=bad.json'), unread]);
    expect(problems).toEqual(['docker-images-contract: nope/no.json: no such file or folder']);
  });

  test('takes more options, one a line', () => {
    const words = '--rule=response/status=warning';
    expect(act({ paths: 'bad.json', args: words })).toMatchObject({ status: 0, annotations: [expect.any(String)] });
    expect(act({ paths: 'bad.json', args: words, 'fail-on': 'warning' })).toMatchObject({ status: 1 });
  });

  test('writes a second report', () => {
    expect(act({ paths: 'bad.json', report: 'two words/out.sarif' })).toMatchObject({ status: 1 });
    expect(JSON.parse(readFileSync(join(checkout, 'two words/out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    act({ paths: 'bad.json', report: 'junit.xml', 'report-format': 'junit' });
    expect(readFileSync(join(checkout, 'junit.xml'), 'utf8')).toMatch(/^<\?xml.*<testsuite/s);
    const { status, problems } = act({ paths: 'two words/good one.json', report: 'none/out.sarif' });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: ['docker-images-contract: none/out.sarif: no such file or folder'],
    });
  });

  test('without paths asks an engine: that of the runner, or the one that is named', () => {
    for (const inputs of [{}, { host: 'unix:///named' }]) {
      const { status, problems } = act(inputs);
      expect({ status, problems }).toEqual({
        status: 2,
        problems: [expect.stringMatching(/no answer from unix:\/\/\/(runner|named): /)],
      });
    }
  });

  test('takes no path for an option, and no text for code', () => {
    const { status, annotations } = act({ paths: `--host=x\n${HOSTILE}` });
    expect(status).toBe(1);
    expect(annotations).toEqual([expect.stringMatching(/file=--host=x,/), expect.stringContaining('pwned')]);
  });

  test.each(Object.keys(action.inputs).filter((name) => name !== 'paths'))('takes no text of %s for code', (name) => {
    const { status, annotations } = act({ paths: 'bad.json', [name]: `${HOSTILE}\n::error::x\nEOF\ntouch pwned` });
    expect(status).toBeGreaterThan(0);
    expect(annotations).not.toContainEqual(expect.stringMatching(/^::error::x/));
  });

  test('a name in a folder begins no line of its own', () => {
    mkdirSync(join(checkout, 'strange'));
    writeFileSync(join(checkout, 'strange/a\n::error::x.json'), '{');
    expect(act({ paths: 'strange' })).toMatchObject({ status: 2, annotations: [unread] });
  });
});
