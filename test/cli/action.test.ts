import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './run.js';

const folder = join(root, '.github/actions/check');
const script = readFileSync(join(folder, 'check.sh'), 'utf8');
const action: {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { description: string; value: string }>;
  branding: unknown;
  runs: { using: string; steps: { id: string; shell: string; env: Record<string, string>; run: string }[] };
} = parse(readFileSync(join(folder, 'action.yml'), 'utf8'));
const [step = { id: '', shell: '', env: {}, run: '' }, ...others] = action.runs.steps;

/** The input that a variable of the step stands for. */
const inputOf = (value: string): string | undefined => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1];

describe('the action', () => {
  test('is one step, and says what each input is', () => {
    expect(action.runs.using).toBe('composite');
    expect(others).toEqual([]);
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({ description: expect.stringMatching(/\.$/), default: expect.any(String) });
    }
    for (const [name, output] of Object.entries(action.outputs)) {
      const value = `\${{ steps.check.outputs.${name} }}`;
      expect(output).toEqual({ description: expect.stringMatching(/\.$/), value });
    }
    expect(step.id).toBe('check');
    expect(action.branding).toEqual({ icon: expect.any(String), color: expect.any(String) });
  });

  test('gives the script every input as a variable, and none in another way', () => {
    expect(Object.values(step.env).map(inputOf).sort()).toEqual(Object.keys(action.inputs).sort());
    for (const name of Object.keys(step.env)) expect(script).toMatch(new RegExp(`\\$\\{?${name}\\b`));
    expect(step.run).not.toContain('${{');
  });
});

/** A user's checkout, the runner's folder for what is temporary, the package with all that it needs, and an `npm`. */
let [checkout, temporary, tarball, instant] = ['', '', '', ''];
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'action test-'));
  temporary = mkdtempSync(join(tmpdir(), 'runner temp-'));
  tarball = packed(join(temporary, 'packed'));
  instant = installed(join(temporary, 'packed'));
  mkdirSync(join(checkout, 'two words'));
  recording('two words/good one.json', 200);
  recording('bad.json', 206);
  recording('--host=x', 206);
  recording(HOSTILE, 206);
});
afterAll(() => {
  for (const folder of [checkout, temporary]) rmSync(folder, { recursive: true });
});

/** The package as a tarball that holds its dependencies too, so that it is installed without a network. */
function packed(folder: string): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { scripts: _, devDependencies: __, ...rest } = JSON.parse(text);
  const needed = [...Object.keys(rest.dependencies), 'openapi-typescript-helpers'];
  for (const name of ['dist', 'generated', 'openapi', ...needed.map((name) => `node_modules/${name}`)]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const bundled = { ...rest, bundleDependencies: Object.keys(rest.dependencies) };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(bundled));
  const { stdout } = spawnSync('npm', ['pack', '--silent'], { cwd: folder, encoding: 'utf8', env: runner });
  return join(folder, stdout.trim());
}

/** A folder with an `npm` that leaves what the real one has left of the tarball, for that takes most of the time. */
function installed(folder: string): string {
  const [once, bin] = [join(folder, 'once'), join(folder, 'bin')];
  for (const made of [once, bin]) mkdirSync(made);
  spawnSync('npm', ['install', `--prefix=${once}`, '--offline', '--ignore-scripts', tarball], { env: runner });
  const link = `ln -s '${once}/node_modules' "\${word#--prefix=}/node_modules"`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nfor word; do case $word in --prefix=*) ${link} ;; esac; done\n`, {
    mode: 0o755,
  });
  return bin;
}

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

/** With it the package is really installed. */
const realNpm = { PATH: process.env.PATH };

/** The environment without what `npm test` puts there, such as the folder that npx looks into. */
const runner = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** The files through which a step tells its runner something: a summary, outputs, variables, folders for PATH, state. */
const files = ['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE'];

/** What a runner on Linux says of itself and of what it runs. */
const surroundings = {
  ...{ CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_OS: 'Linux', GITHUB_EVENT_NAME: 'pull_request' },
  ...{ GITHUB_ACTION: '__run', GITHUB_ACTION_PATH: folder, GITHUB_WORKSPACE: '', RUNNER_TEMP: '' },
};

/**
 * Runs the step as a runner does, and looks whether it left something.
 *
 * @param others variables that are otherwise
 */
function act(inputs: Record<string, string>, others: Record<string, string | undefined> = {}) {
  const commands = mkdtempSync(join(tmpdir(), 'file commands-'));
  for (const name of files) writeFileSync(join(commands, name), '');
  const env = Object.entries(step.env).map(([name, value]) => {
    const input = inputOf(value) ?? '';
    return [name, { package: tarball, ...inputs }[input] ?? action.inputs[input]?.default];
  });
  const { status, stdout, stderr } = spawnSync(step.shell, ['-e', '-o', 'pipefail', '-c', step.run], {
    cwd: checkout,
    env: {
      ...runner,
      DOCKER_HOST: 'unix:///runner',
      PATH: `${instant}:${runner.PATH}`,
      ...surroundings,
      GITHUB_WORKSPACE: checkout,
      RUNNER_TEMP: temporary,
      ...Object.fromEntries(files.map((name) => [name, join(commands, name)])),
      npm_config_offline: 'true',
      ...Object.fromEntries(env),
      ...others,
    },
    encoding: 'utf8',
  });
  const [summary = '', output = '', ...rest] = files.map((name) => readFileSync(join(commands, name), 'utf8'));
  rmSync(commands, { recursive: true });
  // It changes nothing of the steps that follow.
  expect(rest.join('')).toBe('');
  const outputs = Object.fromEntries(output.split('\n').flatMap((line) => (line ? [line.split('=')] : [])));
  expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(Object.keys(outputs)));
  expect(outputs['exit-status']).toBe(String(status));
  for (const folder of [checkout, temporary]) expect(readdirSync(folder)).not.toContain('pwned');
  expect(readdirSync(temporary)).toEqual(['packed']);
  return {
    status,
    summary,
    outputs,
    annotations: stdout.split('\n').filter((line) => line.startsWith('::')),
    problems: stderr.split('\n').filter((line) => line.startsWith('docker-images-contract')),
  };
}

const unread = '::error title=Docker images contract::Not all could be checked; the log of this step says why.';

describe('the step', () => {
  test('passes good recordings, in a folder with a blank in its name', () => {
    const summary = expect.stringMatching(/^## docker-images-contract\n\n1 exchange checked .*, 0 warnings\.\n$/);
    expect(act({ paths: 'two words' }, realNpm)).toEqual({
      ...{ status: 0, summary, annotations: [], problems: [] },
      outputs: { 'exit-status': '0', exchanges: '1', errors: '0', warnings: '0' },
    });
  });

  test('annotates bad ones', () => {
    const { status, annotations, summary, outputs } = act({ paths: '\ntwo words/good one.json\n\nbad.json\n' });
    expect(status).toBe(1);
    expect(outputs).toEqual({ 'exit-status': '1', exchanges: '2', errors: '1', warnings: '0' });
    expect(summary).toContain('\n| `response/status` | error | 1 |\n');
    expect(summary).toContain('\n  - `GET /v1.49/images/json`\n');
    expect(annotations).toEqual([expect.stringMatching(/^::error .*file=bad\.json,.*title=response\/status::/)]);
  });

  test('fails when one is missing, and annotates the others', () => {
    const { status, annotations, problems, summary } = act({ paths: 'nope/no.json\nbad.json' });
    expect(status).toBe(2);
    expect(summary).toContain('response/status');
    expect(annotations).toEqual([expect.stringContaining('file=bad.json'), unread]);
    expect(problems).toEqual(['docker-images-contract: nope/no.json: no such file or folder']);
  });

  test('adds to the summary that is there, and needs none', () => {
    const summary = join(temporary, 'packed', 'summary.md');
    writeFileSync(summary, 'mine\n');
    act({ paths: 'bad.json' }, { GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8')).toMatch(/^mine\n## docker-images-contract\n/);
    rmSync(summary);
    expect(act({ paths: 'bad.json' }, { GITHUB_STEP_SUMMARY: undefined })).toMatchObject({ status: 1, summary: '' });
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

  test.each([{}, { paths: '\n \t\r\n', host: ' \r\n' }, { paths: '', args: '--coverage' }])(
    'without paths and host it fails, and does not ask the engine of the runner: %j',
    (inputs) => {
      expect(act(inputs)).toEqual({
        ...{ status: 2, summary: '', problems: [], outputs: { 'exit-status': '2' } },
        annotations: ['::error title=Docker images contract::Expected paths, or the host of an engine, found neither.'],
      });
    },
  );

  test.each(['unix:///named', 'unix:///named\r\n'])('without paths it asks the engine that is named: %j', (host) => {
    const { status, problems } = act({ host });
    expect({ status, problems }).toEqual({
      status: 2,
      problems: [expect.stringContaining('no answer from unix:///named: ')],
    });
  });

  test('takes lines that end in CR LF', () => {
    const inputs = {
      paths: 'bad.json\r\n\r\ntwo words/good one.json\r\n',
      args: '--rule=response/status=warning\r\n--coverage\r\n',
      'fail-on': 'warning\r\n',
      report: 'crlf.xml\r\n',
      'report-format': 'junit\r\n',
      package: `${tarball}\r\n`,
    };
    expect(act(inputs)).toMatchObject({ status: 1, problems: [], outputs: { exchanges: '2', warnings: '1' } });
    expect(readFileSync(join(checkout, 'crlf.xml'), 'utf8')).toContain('<testsuites');
  });

  test('takes no path for an option, and no text for code', () => {
    const { status, annotations } = act({ paths: `--host=x\n${HOSTILE}` });
    expect(status).toBe(1);
    expect(annotations).toEqual([expect.stringMatching(/file=--host=x,/), expect.stringContaining('pwned')]);
  });

  test.each(Object.keys(action.inputs).filter((name) => name !== 'paths'))('takes no text of %s for code', (name) => {
    const { status, annotations } = act(
      { paths: 'bad.json', [name]: `${HOSTILE}\n::error::x\nEOF\ntouch pwned` },
      name === 'package' ? realNpm : {},
    );
    expect(status).toBeGreaterThan(0);
    expect(annotations).not.toContainEqual(expect.stringMatching(/^::error::x/));
  });

  test('runs nothing of the checkout, whatever it holds', () => {
    const pwn = "require('node:fs').writeFileSync('pwned', '')";
    const strange: Record<string, string> = {
      'node_modules/docker-images-contract/package.json': '{"version":"0.1.0","bin":"x.js","exports":"./x.js"}',
      'node_modules/docker-images-contract/x.js': `#!/usr/bin/env node\n${pwn}`,
      'node_modules/.bin/docker-images-contract': '#!/bin/sh\ntouch pwned',
      'node_modules/.bin/npm': '#!/bin/sh\ntouch pwned',
      'node_modules/openapi-fetch/index.js': pwn,
      '.npmrc':
        'node-options=--require ./pwn.cjs\nregistry=http://127.0.0.1:9/\noffline=false\nprefix=.\nignore-scripts=false\n',
      'pwn.cjs': pwn,
      'package.json':
        '{"scripts":{"preinstall":"touch pwned","prepare":"touch pwned"},"workspaces":["node_modules/*"]}',
    };
    for (const [name, text] of Object.entries(strange)) {
      mkdirSync(join(checkout, name, '..'), { recursive: true });
      writeFileSync(join(checkout, name), text);
      chmodSync(join(checkout, name), 0o755);
    }
    try {
      const before = readdirSync(checkout, { recursive: true });
      expect(act({ paths: 'bad.json' }, realNpm)).toMatchObject({
        status: 1,
        annotations: [expect.stringContaining('bad.json')],
      });
      // The registry is not asked, and what has the right name and version here is not taken.
      expect(act({ paths: 'bad.json', package: '' }, realNpm)).toMatchObject({ status: 2, annotations: [unread] });
      expect(readdirSync(checkout, { recursive: true })).toEqual(before);
    } finally {
      for (const name of ['node_modules', '.npmrc', 'pwn.cjs', 'package.json'])
        rmSync(join(checkout, name), { recursive: true });
    }
  });

  test('a name in a folder begins no line of its own', () => {
    mkdirSync(join(checkout, 'strange'));
    writeFileSync(join(checkout, 'strange/a\n::error::x.json'), '{');
    expect(act({ paths: 'strange' })).toMatchObject({ status: 2, annotations: [unread] });
  });
});
