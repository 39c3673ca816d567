import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { images } from '../src/fixtures/index.js';
import { mockEngine } from '../src/mock/index.js';
import { readPaths } from '../src/recordings/read-paths.js';
import { root } from './cli/run.js';

const stores = { containerd: 'docker-28.5.2-containerd', graphdriver: 'docker-28.5.2-overlay2' } as const;

const { dependencies } = JSON.parse(readFileSync(join(root, 'test/peers/package.json'), 'utf8'));
const columns = ['this package', '@docker/node-sdk', 'dockerode', 'fetch'] as const;

/** How each peer's answer is typed, for the lines below. */
const typed: Readonly<Record<(typeof columns)[number], string>> = {
  'this package': `import { listImages } from 'docker-images-contract/client';
    const images = await listImages();
    await listImages({ filters: UNKNOWN });`,
  '@docker/node-sdk': `import { DockerClient, Filter } from '@docker/node-sdk';
    const sdk = await DockerClient.fromDockerHost(''); const images = await sdk.imageList();
    await sdk.imageList({ filters: new Filter().add('nope', 'x') });`,
  dockerode: `import Docker from 'dockerode'; const images = await new Docker().listImages();
    await new Docker().listImages({ filters: UNKNOWN });`,
  fetch: `const images = await (await fetch('http://localhost')).json() as any; await fetch('http://localhost?filters={"nope":[]}');`,
};

/** Wrong code, which a compiler can refuse where the types are right; the filter is in the line before. */
const wrong: Readonly<Record<string, string>> = {
  'an unknown filter key': '',
  '`Labels[key]` without a look for null': `images[0]!.Labels['key'];`,
  '`ImageData` before `Kind` is known': `images[0]!.Manifests![0]!.ImageData!.Platform;`,
  '`ImageData.Containers.length` without a look for null': `
    const m = images[0]!.Manifests![0]!; if (m.Kind === 'image') m.ImageData!.Containers.length;`,
};

/** What the server answers to a filter key. */
const odd: Readonly<Record<string, (response: ServerResponse) => void>> = {
  refused: (response) => response.writeHead(400, json).end('{"message":"invalid filter \'refused\'"}'),
  empty: (response) => response.writeHead(200, json).end(),
  text: (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('OK'),
};
const json = { 'content-type': 'application/json' };

/** What Docker sends with every list: the contract checks a response with other headers for them. */
const engineHeaders = {
  ...json,
  'api-version': '1.51',
  'docker-experimental': 'false',
  ostype: 'linux',
  server: 'Docker/28.5.2 (linux)',
};

let project = '';
let server: Server;
const lines: string[] = [];
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'peers-'));
  cpSync(join(root, 'test/peers'), project, { recursive: true });
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'],
    { cwd: project, encoding: 'utf8' },
  );
  expect({ status, stderr }).toMatchObject({ status: 0 });
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  const recording = readFileSync(join(root, 'test/recordings/docker-28.5.2-containerd/plain.json.gz'));
  const { response: recorded } = JSON.parse(gunzipSync(recording).toString());
  server = createServer(({ url = '' }, response) => {
    lines.push(url);
    const key = Object.keys(odd).find((key) => decodeURIComponent(url).includes(`"${key}"`));
    if (key) odd[key]?.(response);
    else if (url.includes('/images/json')) response.writeHead(200, engineHeaders).end(JSON.stringify(recorded.body));
    else response.writeHead(200, { ...json, 'api-version': '1.51' }).end('{"ApiVersion":"1.51"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(() => {
  server?.close();
  rmSync(project, { recursive: true });
});

/** Whether a peer's types refuse each piece of wrong code. */
function refusals(peer: (typeof columns)[number]): string[] {
  const plain = typed[peer].replace(/^.*UNKNOWN.*$|^.*'nope'.*$/gm, (line) =>
    line.replace(/const ask.*$|await [^;]*(UNKNOWN|'nope')[^;]*;/g, ''),
  );
  // The right code compiles, so that what is refused is refused for what is wrong.
  expect(said(`${plain}\nimages[0]!.Id;`)).toBe('');
  return Object.entries(wrong).map(([what, code]) => {
    const head = what === 'an unknown filter key' ? typed[peer].replace('UNKNOWN', `{ nope: ['x'] }`) : plain;
    const stdout = said(`${head}\n${code}`);
    expect(stdout).not.toMatch(/TS1\d{3}|TS2304|TS2307/);
    return stdout === '' ? 'compiles' : 'refused';
  });
}

/** What TypeScript says of code in the project. */
function said(code: string): string {
  writeFileSync(join(project, 'wrong.mts'), `${code}\nexport { images };\n`);
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['wrong.mts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8', cwd: project }).stdout;
}

describe.skipIf(process.env.CONSUMERS !== 'all')('peers', () => {
  test('what each does with this endpoint is what peers.md says', { timeout: 240_000 }, async () => {
    const { asked, checked } = await ask();
    const sent = lines
      .filter((line) => /images\/json\?.*shared/i.test(line))
      .map((line) => line.replace(/^\/v[\d.]+/, ''));
    const rows: [string, ...string[]][] = [
      ['Asked for shared sizes, sends', ...sent.map((line) => `\`${line}\``)],
      ['Answered with a refusal, 400, gives', ...columns.map((name) => asked[name].refused)],
      ['Answered with an empty 200, gives', ...columns.map((name) => asked[name].empty)],
      ['Answered with a 200 of text, gives', ...columns.map((name) => asked[name].text)],
    ];
    const compiled = columns.map(refusals);
    for (const [index, what] of Object.keys(wrong).entries()) {
      rows.push([`The compiler, of ${what}`, ...compiled.map((found) => found[index] ?? '')]);
    }
    await expect(page(rows)).toMatchFileSnapshot('peers/peers.md');
    // However an answer was got, it is the same exchange.
    const sizes = Object.values<{ size: number; findings: unknown[] }>(checked);
    expect(sizes.map(({ findings }) => findings)).toEqual([[], [], []]);
    expect(new Set(sizes.map(({ size }) => size)).size).toBe(1);
  });

  test('dockerode and @docker/node-sdk get from the stand-in what was recorded', { timeout: 240_000 }, async () => {
    const questions: object[] = [];
    // What the stand-in answers otherwise however it is asked; its own tests name it.
    const open: string[] = [];
    for (const [store, engine] of Object.entries(stores)) {
      const standing = mockEngine({ images: images[store as keyof typeof stores] }); // its keys
      for await (const { exchange } of readPaths([join(root, 'test/recordings', engine)])) {
        const { path } = exchange.request;
        const { status, body } = exchange.response;
        questions.push({ store, path, status, body });
        const answer: unknown = await (await standing(new Request(`http://localhost${path}`))).json();
        if (!isDeepStrictEqual(byId(answer), byId(body))) open.push(path);
      }
    }
    const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
    const said: Record<string, { same: number; other: string[] }> = await ran('recorded.mjs', [], input);
    expect(Object.keys(said).length).toBe(4);
    for (const [client, { same, other }] of Object.entries(said)) {
      expect({ client, other: other.filter((path) => !open.includes(path)) }).toEqual({ client, other: [] });
      expect(same).toBeGreaterThan(100);
    }
  });

  test('MSW lets the stand-in answer', async () => {
    const app = images.graphdriver.filter(({ Labels }) => Labels?.['com.example.kind'] === 'app');
    const names = app.map(({ RepoTags: [name] }) => name);
    expect(names.length).toBeGreaterThan(2);
    const listed: Record<string, readonly string[]> = await ran('intercepted.mjs');
    expect(listed).toEqual(Object.fromEntries(Object.keys(listed).map((way) => [way, names])));
    expect(Object.keys(listed).length).toBe(6);
  });
});

/** A list of images in the order of their ids, since those of one second come in any. */
const byId = (body: unknown): unknown =>
  Array.isArray(body) ? body.toSorted((a: { Id: string }, b: { Id: string }) => (a.Id < b.Id ? -1 : 1)) : body;

function page(rows: readonly (readonly string[])[]): string {
  const asking = Object.entries(dependencies).filter(([name]) => name !== 'msw');
  const versions = asking.map(([name, version]) => `${name} ${version}`);
  const table = [['', ...columns], ['---', ...columns.map(() => '---')], ...rows].map(
    (row) => `| ${row.join(' | ')} |`,
  );
  return `# Other ways to ask this endpoint

Made by \`npm run test:peers\`, which asks one local server with each: ${versions.join(', ')}, and the \`fetch\` of Node.

${table.join('\n')}
`;
}

async function ask() {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return ran('ask.mjs', [String(port)]);
}

/** What a file of the project prints. */
async function ran(file: string, words: readonly string[] = [], input = '') {
  const child = spawn(process.execPath, [file, ...words], { cwd: project });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  child.stdin.end(input);
  const status = await new Promise((resolve) => child.on('close', resolve));
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return JSON.parse(out);
}
