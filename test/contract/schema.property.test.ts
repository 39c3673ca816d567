import fc from 'fast-check';
import { expect, test } from 'vitest';
import description from '../../generated/openapi.json' with { type: 'json' };
import { checkExchange } from '../../src/contract/index.js';
import { getAtPointer } from '../../src/values/pointer.js';

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
  array: ({ items = {}, minItems = 0 }) => fc.array(validValues(items), { minLength: minItems, maxLength: 3 }),
  object: ({ properties, required = [], additionalProperties, minProperties = 0 }) =>
    properties
      ? fc.record(mapValues(properties, validValues), { requiredKeys: [...required] })
      : fc.dictionary(fc.string(), validValues(typeof additionalProperties === 'object' ? additionalProperties : {}), {
          minKeys: minProperties,
        }),
};
const mapValues = <From, To>(from: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, map(value)]));

/** Valid values of a schema of the OpenAPI document. The keywords that occur there are known, no others. */
function validValues(schema: Schema): fc.Arbitrary<unknown> {
  // A reference of the document names a schema.
  if (schema.$ref) return validValues(getAtPointer(description, schema.$ref.slice(1)) as Schema);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map(validValues));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const types = [schema.type ?? []].flat();
  return fc.oneof(...types.map((type) => kinds[type]?.(schema) ?? fc.constant({})));
}

test('a list that is valid by its schema has no finding about the response', () => {
  const images = validValues({ $ref: '#/components/schemas/ImageSummary' });
  fc.assert(
    fc.property(fc.array(images, { maxLength: 3 }), (body) => {
      const path = '/v1.49/images/json?manifests=1&shared-size=1';
      const found = checkExchange({ request: { method: 'GET', path }, response: { status: 200, body } });
      expect(found.filter(({ rule }) => rule.startsWith('response/'))).toEqual([]);
    }),
    { seed: 1, numRuns: 200 },
  );
});
