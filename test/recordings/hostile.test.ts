import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import description from '../../generated/openapi.json' with { type: 'json' };
import { isExchange } from '../../src/contract/exchange.js';
import { checkExchange } from '../../src/contract/index.js';
import { place } from '../../src/recordings/place.js';
import { Problem } from '../../src/recordings/problem.js';
import { read } from '../../src/recordings/read.js';
import { requestFrom } from '../../src/request/target.js';
import { valueAt } from '../../src/values/pointer.js';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads bytes to the end and places all findings; anything but a Problem is thrown. */
async function readAll(content: string | Uint8Array): Promise<number> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  let exchanges = 0;
  try {
    for await (const recorded of read({ path, name: 'file' }, () => {})) {
      exchanges++;
      for (const { line, column } of await place(recorded, checkExchange(recorded.exchange))) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
      }
    }
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.message).not.toContain('\n');
  }
  return exchanges;
}

const json = fc.jsonValue({ maxDepth: 4 });
const request = fc.record({
  method: fc.oneof({ weight: 9, arbitrary: fc.constant('GET') }, fc.string()),
  path: fc.oneof(
    fc.string({ unit: 'binary' }).map((query) => `/v1.49/images/json?${query}`),
    fc.string({ unit: 'binary' }).map((filters) => `/v1.49/images/json?filters=${encodeURIComponent(filters)}`),
    json.map((filters) => `/v1.49/images/json?filters=${encodeURIComponent(JSON.stringify(filters))}`),
    fc.string(),
  ),
});
const exchange = fc.record({
  request,
  response: fc.record(
    {
      status: fc.oneof(fc.constantFrom(200, 400, 404, 500), fc.integer()),
      headers: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))),
      body: fc.oneof(json, fc.array(json)),
      bodyText: fc.oneof(fc.string(), fc.json()),
    },
    { requiredKeys: ['status'] },
  ),
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly minProperties?: number;
}

const kinds: Readonly<Record<string, (schema: Schema) => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = Number.MIN_SAFE_INTEGER }) => fc.integer({ min: minimum, max: 2 ** 31 }),
  string: ({ pattern, minLength = 0 }) =>
    pattern ? fc.stringMatching(new RegExp(pattern)) : fc.string({ unit: 'binary', minLength }),
  array: ({ items = {}, minItems = 0 }) => fc.array(valuesOf(items), { minLength: minItems, maxLength: 3 }),
  object: ({ properties, required = [], additionalProperties, minProperties = 0 }) =>
    properties
      ? fc.record(mapValues(properties, valuesOf), { requiredKeys: [...required] })
      : fc.dictionary(fc.string(), valuesOf(typeof additionalProperties === 'object' ? additionalProperties : {}), {
          minKeys: minProperties,
        }),
};
const mapValues = <From, To>(from: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, map(value)]));

/** All values that a schema of the description takes, as far as its keywords go that occur there. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  // The description is JSON: what a pointer into it names is known to be a schema.
  if (schema.$ref) return valuesOf(valueAt(description, schema.$ref.slice(1)) as Schema);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map(valuesOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? []].flat();
  return fc.oneof(...types.map((type) => kinds[type]?.(schema) ?? fc.constant({})));
}

describe('whatever comes', () => {
  test('reading bytes throws nothing but a Problem', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('{"log":{"version":1,"entries":[', '[', '{', '{}\n', '\ufeff'), fc.json())
        .map((parts) => parts.join('')),
      fc.tuple(exchange, fc.nat(), fc.string()).map(([value, at, text]) => {
        const whole = JSON.stringify(value);
        return whole.slice(0, at % whole.length) + text + whole.slice(at % whole.length);
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (content, zipped) => {
        await readAll(zipped ? gzipSync(content).subarray(0, -1) : content);
      }),
      { numRuns: 1000 },
    );
  });

  test('exchanges are judged and placed, alone, as lines and in a HAR', async () => {
    await fc.assert(
      fc.asyncProperty(exchange, async (one) => {
        const text = JSON.stringify(one);
        if (isExchange(JSON.parse(text))) expect(await readAll(`${text}\n${text}`)).toBe(2);
        const { request, response } = one;
        const content = { text: response.bodyText ?? JSON.stringify(response.body) };
        const headers = Object.entries(response.headers ?? {}).map(([name, value]) => ({ name, value: String(value) }));
        const entry = {
          request: { method: request.method, url: request.path },
          response: { ...response, headers, content },
        };
        const whole = typeof requestFrom(request.method, request.path) === 'string' ? 0 : 2;
        expect(await readAll(JSON.stringify({ log: { version: '1.2', entries: [entry, entry] } }, null, 1))).toBe(
          whole,
        );
      }),
      { numRuns: 500 },
    );
  });

  test('what the schema generates has no finding about the schema', () => {
    const images = valuesOf({ $ref: '#/components/schemas/ImageSummary' });
    fc.assert(
      fc.property(fc.array(images, { maxLength: 3 }), (body) => {
        const path = '/v1.49/images/json?manifests=1&shared-size=1';
        const found = checkExchange({ request: { method: 'GET', path }, response: { status: 200, body } });
        expect(found.filter(({ rule }) => rule.startsWith('response/'))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
