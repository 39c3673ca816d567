import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Choice, queryOf, targetOf } from '../../scripts/docs/browser/choice.js';
import { createResponder } from '../../scripts/docs/browser/respond.js';
import { snippets } from '../../scripts/docs/browser/snippets.js';
import { createImagesClient } from '../../src/client/index.js';
import { images } from '../../src/fixtures/index.js';
import { type MockServer, mockEngine, serve } from '../../src/mock/index.js';
import { root } from '../cli/run.js';
import { errorsIn, programOf } from '../compile.js';

const choice = (rest: Partial<Choice> = {}): Choice => ({
  ...{ apiVersion: '1.49', parameters: {}, filters: {}, spelling: 'lists' },
  ...rest,
});

/** What a reader may choose. */
const choices: readonly (readonly [what: string, Choice])[] = [
  ['nothing', choice()],
  ['all', choice({ parameters: { all: true } })],
  ['every flag', choice({ parameters: { all: true, 'shared-size': true, manifests: true, digests: true } })],
  ['dangling', choice({ filters: { dangling: ['true'] } })],
  ['dangling as a set', choice({ filters: { dangling: ['false'] }, spelling: 'sets' })],
  ['a label', choice({ filters: { label: ['com.example.kind=app'] } })],
  ['two labels', choice({ filters: { label: ['com.example.kind', 'com.example.tier=web'] }, spelling: 'sets' })],
  ['no label', choice({ filters: { 'label!': ['com.example.kind'] } })],
  ['a glob', choice({ filters: { reference: ['contract/kind-*'] }, parameters: { all: true } })],
  ['a glob with manifests', choice({ filters: { reference: ['*/attested*'] }, parameters: { manifests: true } })],
  ['before and since', choice({ filters: { before: ['contract/kind-app:1'], since: ['solo:1'] } })],
  ['before none', choice({ filters: { before: ['does-not-exist:1'] } })],
  ['until', choice({ filters: { until: ['2024-01-02T00:00:00Z'] } })],
  ['until no time', choice({ filters: { until: ['yesterday'] } })],
  ['a bad glob', choice({ filters: { reference: ['['] } })],
  [
    'quotes, signs and letters',
    choice({ filters: { label: [`it's "so" \\ & ; % + :true`, 'ключ=значение', '$HOME `x` 🐳'] }, spelling: 'sets' }),
  ],
  ['an old version', choice({ apiVersion: '1.41', filters: { label: ['com.example.kind'] } })],
  ['the parameter filter', choice({ apiVersion: '1.40', parameters: { filter: "contract/kind-*'" } })],
  ['a name of the prototype', choice({ filters: { label: ['__proto__', 'constructor'] }, spelling: 'sets' })],
];

test.each(choices)('%s: the query is byte for byte the client’s', async (_, one) => {
  const sent: string[] = [];
  const client = createImagesClient({
    ...{ host: 'http://localhost', apiVersion: one.apiVersion },
    fetch: async ({ url }) => {
      sent.push(url);
      return Response.json([]);
    },
  });
  await client.GET('/images/json', { params: { query: queryOf(one) } });
  expect(sent).toEqual([`http://localhost${targetOf(one)}`]);
});

const folder = mkdtempSync(join(tmpdir(), 'snippets-'));
const stores = ['containerd', 'graphdriver'] as const;
const served = new Map<string, MockServer>();
const socketOf = (store: string): string => join(folder, `${store}.sock`);
beforeAll(async () => {
  for (const store of stores) {
    served.set(store, await serve(mockEngine({ images: images[store], store }), `unix://${socketOf(store)}`));
  }
});
afterAll(async () => {
  for (const { close } of served.values()) await close();
  rmSync(folder, { recursive: true });
});

/** The response of the mock engine. */
async function respond(
  store: (typeof stores)[number],
  one: Choice,
  apiVersion?: string,
): Promise<{ status: number; body: unknown }> {
  const engine = mockEngine({ images: images[store], store, apiVersion });
  const response = await engine(new Request(`http://localhost${targetOf(one)}`));
  return { status: response.status, body: await response.json() };
}

const docker28 = { name: 'Docker 28.5.2', server: 'Docker/28.5.2 (linux)', newest: '1.51' };
describe.each(stores)('%s', (store) => {
  test.each([...choices, ['a version that is too new', choice({ apiVersion: '1.52' })] as const])(
    '%s: the response shown is that of the mock engine',
    async (_, one) => {
      const shown = await createResponder({ ...docker28, store }, images[store])(targetOf(one));
      const body = shown.status === 200 ? shown.listed.map(({ image }) => image) : { message: shown.message };
      expect({ status: shown.status, body }).toEqual(await respond(store, one));
    },
  );

  test('every image of the engine is either listed or not, with a reason', async () => {
    const target = targetOf(choice({ filters: { label: ['com.example.kind=app'] } }));
    const { listed, notListed } = await createResponder({ ...docker28, store }, images[store])(target);
    expect(listed.length + notListed.length).toBe(images[store].length);
    for (const { expectation, reason } of listed)
      expect([expectation === 'forbidden', reason]).toEqual([false, reason || 'a reason']);
    for (const { expectation } of notListed) expect(expectation).not.toBe('required');
  });
});

test('where another engine has another status, the response has that one', async () => {
  const engine = { name: '', server: 'Docker/20.10.24 (linux)', newest: '1.41', store: 'graphdriver' } as const;
  const target = targetOf(choice({ apiVersion: '1.41', filters: { until: ['2024-01-02'] } }));
  expect(await createResponder(engine, images.graphdriver)(target)).toMatchObject({ status: 400, listed: [] });
});

/** Runs a program without blocking: the mock engine responds from this process. */
async function run(file: string, words: readonly string[], env: object = {}): Promise<{ status: number; out: string }> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = spawn(file, words, { env: { ...process.env, ...env } });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('close', (status) => resolve({ status: status ?? 1, out }));
  });
}

const idsIn = (body: unknown): string[] => (Array.isArray(body) ? body.map(({ Id }) => String(Id)) : []);

const hasCurl = spawnSync('curl', ['--version']).status === 0;
test.skipIf(!hasCurl).each(choices)('%s: its curl gets what the mock engine responds', async (_, one) => {
  const script = snippets.curl?.(one).replace('/var/run/docker.sock', socketOf('containerd')) ?? '';
  const { out } = await run('sh', ['-c', script]);
  expect(JSON.parse(out)).toEqual((await respond('containerd', one)).body);
});

const hasPython = spawnSync('python3', ['-c', 'import docker']).status === 0;
test.skipIf(!hasPython)(
  'the Python of all choices runs, and lists what the mock engine responds',
  { timeout: 60_000 },
  async () => {
    // One process for all: starting Python costs more than asking.
    const programs = choices.map(([, one]) => snippets.python?.(one) ?? '');
    const script = `import contextlib, io, json, sys
for program in json.load(open(sys.argv[1])):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(program, {})
        print(json.dumps([line.split(" ")[0] for line in out.getvalue().splitlines()]))
    except Exception as error:
        print(json.dumps(getattr(getattr(error, "response", None), "status_code", repr(error))))
`;
    writeFileSync(join(folder, 'programs.json'), JSON.stringify(programs));
    const { out } = await run('python3', ['-c', script, join(folder, 'programs.json')], {
      DOCKER_HOST: `unix://${socketOf('containerd')}`,
    });
    const said = out
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const wanted = await Promise.all(
      choices.map(async ([, one]) => {
        const { status, body } = await respond('containerd', one);
        return status === 200 ? idsIn(body) : status;
      }),
    );
    expect(said).toEqual(wanted);
  },
);

test('the TypeScript of all choices compiles', { timeout: 60_000 }, () => {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'node_modules'), { recursive: true });
  symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  const files = choices.map(([, one], index) => {
    const file = join(project, `choice-${index}.mts`);
    writeFileSync(file, snippets.typescript?.(one) ?? '');
    return file;
  });
  const options = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  expect(errorsIn(programOf(project, options, files))).toBe('');
});

test.each(choices)('%s: its Go names the version and every filter', (_, one) => {
  const text = snippets.go?.(one) ?? '';
  expect(text).toContain(`client.WithAPIVersion("${one.apiVersion}")`);
  for (const [key, values] of Object.entries(one.filters)) {
    expect(text).toContain(`.Add(${[key, ...values].map((value) => JSON.stringify(value)).join(', ')})`);
  }
});
