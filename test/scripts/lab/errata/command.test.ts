import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readErrata } from '../../../../scripts/generate/errata.js';
import { countRejectedLists } from '../../../../scripts/lab/errata/list-schema.js';
import { recordingsOfRecord } from '../../../../scripts/lab/errata/prove.js';
import { readDescription } from '../../../../scripts/lab/errata/published.js';
import { describeErrata } from '../../../../scripts/lab/errata.js';
import { InputError } from '../../../../src/recordings/input-error.js';
import { root } from '../../../cli/run.js';

const folder = mkdtempSync(join(tmpdir(), 'errata-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command, with FILE in the folder. */
function errata(...words: string[]): string {
  return describeErrata(words.map((word) => resolve(folder, word)));
}

/** Runs the command as a process in the folder. */
function errataApart(...words: string[]) {
  const script = join(root, 'scripts/lab/errata.ts');
  const tsx = import.meta.resolve('tsx');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', tsx, script, ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run errata -- FILE', () => {
  test('says what a published description rejects and does not list', () => {
    const { rejected, lists } = countRejectedLists(
      readErrata(),
      [...recordingsOfRecord().values()].map(({ exchange }) => exchange),
    );
    const said = errata(join(root, 'test/scripts/lab/errata/published.yaml'));
    const [head, ...lines] = said.trimEnd().split('\n');
    expect(head).toBe(`${rejected} of ${lists} answers with 200 rejected (${Math.round((100 * rejected) / lists)} %)`);
    const recording = 'as in docker-28\\.5\\.2-containerd/\\S+\\.json(\\.gz)?';
    const expected = [
      `  \\d+  /\\*/Labels must be object, ${recording}`,
      `  \\d+  /\\*/Manifests/\\*/ImageData must have required property 'UnpackedSize', ${recording}`,
      `  \\d+  /\\*/Manifests/\\*/ImageData/Containers must be array, ${recording}`,
      '\\d+ of \\d+ answers have a status that it does not list',
      `  \\d+  status 400, ${recording}`,
      `  \\d+  status 404, ${recording}`,
    ];
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(new RegExp(`^${line}$`))));
  });

  test('says the same as a process, and ends with its status', () => {
    writeFileSync(
      join(folder, 'default.json'),
      '{"swagger":"2.0","paths":{"/images/json":{"get":{"responses":{"default":{}}}}}}',
    );
    expect(errataApart('default.json')).toEqual({ status: 0, stdout: errata('default.json'), stderr: '' });
    const stderr = 'errata: no.yaml: no such file or folder\n';
    expect(errataApart('no.yaml')).toEqual({ status: 2, stdout: '', stderr });
  });

  const swagger = (rest: string): string => `swagger: "2.0"\n${rest}`;
  const answers = (schema: string): string =>
    swagger(`paths: { /images/json: { get: { responses: { "200": { schema: ${schema} }, default: {} } } } }`);

  test('takes JSON, and a default for all other statuses', () => {
    writeFileSync(
      join(folder, 'default.json'),
      '{"swagger":"2.0","paths":{"/images/json":{"get":{"responses":{"default":{}}}}}}',
    );
    expect(errata('default.json')).toMatch(/^0 of .*\n0 of .*\n$/);
  });

  test('reads what YAML forbids and Docker writes, and checks it by the answers of its version', () => {
    const said = errata(join(root, 'test/scripts/lab/errata/unindented.yaml'));
    const [about, ...lines] = said.trimEnd().split('\n');
    expect(about).toBe('a description of API 1.43, checked by answers of API 1.43');
    expect(lines).toEqual([
      expect.stringMatching(/^\d+ of \d+ answers with 200 rejected \(\d+ %\)$/),
      expect.stringMatching(/^ {2}\d+ {2}\/\*\/Labels must be object, as in versions\/\S+\/v1\.43\/\S+\.json\.gz$/),
      expect.stringMatching(/^0 of \d+ answers have a status/),
    ]);
  });

  const judgedBy: [what: string, head: object, expected: RegExp][] = [
    ['its own version', { basePath: '/v1.51' }, /^a description of API 1\.51, checked by answers of API 1\.51\n/],
    ['its contract', { basePath: '/v1.46' }, /^a description of API 1\.46, checked by answers of API 1\.44\n/],
    [
      'the newest contract',
      { info: { version: '1.99' } },
      /^a description of API 1\.99, checked by answers of API 1\.54, 1\.55, 1\.56, 1\.57\n/,
    ],
    ['no version', {}, /^0 of \d+ answers/],
    ['a version in words', { info: { version: 'latest' } }, /^0 of \d+ answers/],
  ];
  test.each(judgedBy)('checks a description by the answers of %s', (_, head, expected) => {
    const paths = { '/images/json': { get: { responses: { default: {} } } } };
    writeFileSync(join(folder, 'version.json'), JSON.stringify({ swagger: '2.0', ...head, paths }));
    expect(errata('version.json')).toMatch(expected);
  });

  const bad: [what: string, text: string, message: string][] = [
    ['no YAML', '{ a: [', 'expected YAML or JSON, but '],
    ['YAML that holds itself', 'a: &a [*a]', 'expected YAML or JSON, but '],
    ['an empty file', '', 'expected Swagger 2.0, found no member "swagger"'],
    ['OpenAPI 3', 'openapi: 3.1.0\n', 'expected Swagger 2.0, found no member "swagger"'],
    ['another Swagger', 'swagger: "1.2"\n', 'expected Swagger 2.0, found 1.2'],
    ['another API', swagger('paths: { /pets: {} }'), 'expected the answers of GET /images/json, found no such path'],
    [
      'a reference to nothing',
      answers('{ $ref: "#/definitions/Nope" }'),
      "expected schemas that AJV takes, but can't resolve",
    ],
    ['a type that does not exist', answers('{ type: list }'), 'expected schemas that AJV takes, but '],
  ];
  test.each(bad)('refuses %s in one line', (_, text, message) => {
    const refusal = (): unknown => readDescription(text, 'file.yaml');
    expect(refusal).toThrow(InputError);
    expect(refusal).toThrow(message);
    expect(refusal).not.toThrow('\n');
  });

  test.each([
    ['no.yaml', 'no.yaml: no such file or folder'],
    ['.', ': it is a folder'],
    ['openapi.yaml', 'openapi.yaml: expected Swagger 2.0, found no member "swagger"'],
    [
      'broken.yaml',
      'broken.yaml: expected YAML or JSON, but unexpected end of the stream within a flow collection (2:1)',
    ],
  ])('refuses FILE %s', (name, message) => {
    writeFileSync(join(folder, 'openapi.yaml'), 'openapi: 3.1.0');
    writeFileSync(join(folder, 'broken.yaml'), '{ a: [\n');
    expect(() => errata(name)).toThrow(message);
  });

  test.each([[[]], [['one', 'two']]])('takes one FILE, not %j', (words) => {
    expect(() => errata(...words)).toThrow('expected one FILE');
  });
});
