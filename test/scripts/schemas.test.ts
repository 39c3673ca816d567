import { expect, test } from 'vitest';
import { makeResponseSchema } from '../../scripts/generate/schemas.js';

/** A bundle whose 200 has this schema. */
const bundleOf = (schema: object) =>
  JSON.parse(
    JSON.stringify({
      paths: {
        '/images/json': { get: { responses: { '200': { content: { 'application/json': { schema } } } } } },
      },
    }),
  );

test('what asserts nothing is left out', () => {
  const schema = { type: 'string', description: 'x', format: 'uri', 'x-unit': 'bytes', minLength: 1 };
  expect(makeResponseSchema(bundleOf(schema), '200', true)).toEqual({ type: 'string', minLength: 1 });
});

test('a keyword that the validators do not know is refused', () => {
  expect(() => makeResponseSchema(bundleOf({ type: 'array', items: { maxLength: 1 } }), '200', true)).toThrow(
    'the validators do not know the keyword maxLength',
  );
});
