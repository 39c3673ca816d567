import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { checkExchange, type Exchange } from '../../src/contract/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';
import { root } from '../cli/run.js';

const read = (name: string) => JSON.parse(readFileSync(join(root, 'generated', name), 'utf8'));

const folders = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2', 'podman-4.3.1', 'podman-5.8.6'];
const exchanges: Exchange[] = [];
for (const folder of folders) {
  for await (const { exchange } of readPaths([join(root, 'test/recordings', folder)])) exchanges.push(exchange);
}

/** How each tool's schema checks a body, with formats and words of OpenAPI left alone. */
const options = { strict: false, validateFormats: false } as const;
const checks: Readonly<Record<string, (name: '200' | 'error') => (body: unknown) => boolean>> = {
  'schema/*.json': (name) =>
    new Ajv2020(options).compile(read(`schema/${name === '200' ? 'image-list' : 'error-response'}.json`)),
  'openapi-3.0.json': (name) => {
    const document = read('openapi-3.0.json');
    const at = `contract#/paths/~1images~1json/get/responses/${name === '200' ? '200' : '404'}/content/application~1json/schema`;
    return new Ajv(options).addSchema(document, 'contract').compile({ $ref: at });
  },
};

test.each(Object.entries(checks))('%s finds fault with what the contract does', (_, check) => {
  const [list, error] = [check('200'), check('error')];
  const counts = { sound: 0, broken: 0 };
  for (const exchange of exchanges) {
    const { status, body } = exchange.response;
    if (body === undefined) continue;
    const isSound = !checkExchange(exchange).some(({ rule }) => rule === 'response/schema');
    counts[isSound ? 'sound' : 'broken']++;
    expect([exchange.request.path, (status === 200 ? list : error)(body)]).toEqual([exchange.request.path, isSound]);
  }
  expect(counts.sound).toBeGreaterThan(400);
  expect(counts.broken).toBeGreaterThan(30);
});

test.each(['lists', 'sets'])('schema/image-list-filters.json takes filters as %s, and no unknown key', (spelling) => {
  const check = new Ajv2020(options).compile(read('schema/image-list-filters.json'));
  const values = (value: string) => (spelling === 'lists' ? [value] : { [value]: true });
  expect(check({ dangling: values('true'), label: values('a=b') })).toBe(true);
  expect(check({ nope: values('true') })).toBe(false);
});

test('a schema has nothing of OpenAPI, and all that it refers to', () => {
  const text = JSON.stringify(read('schema/image-list.json'));
  expect(text).not.toMatch(/"x-|discriminator|#\/components/);
});
