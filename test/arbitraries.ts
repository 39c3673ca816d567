import fc from 'fast-check';
import type { Exchange } from '../src/contract/index.js';

/** Whitespace of JSON; in most places none. */
const whitespace = fc.constantFrom('', '', '', '', ' ', '\n', '\r\n', '\t');
const propertyName = fc.constantFrom('""', '"a"', '"b"', '"\\u0061"', '"log"', '"entries"', '"__proto__"', '"é🐳"');
const scalar = fc.oneof(
  fc.constantFrom('0', '-0', '1e400', '-12.50E+3', '9007199254740993', 'true', 'false', 'null', '""'),
  fc.constantFrom('"]}[{:,"', '"\\""', '"\\\\"', '"\\\\\\""', '"\\ud800\\/\\b"', '"\u2028\u00a0"', '"é🐳"'),
  fc.string({ unit: 'binary', maxLength: 4 }).map((value) => JSON.stringify(value)),
);

/** JSON arrays of these elements. */
export const arrayOf = (element: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.array(element, { maxLength: 4 }), whitespace).map(([elements, end]) => `[${elements.join(',') || end}]`);

type Property = readonly [name: string, value: string];

/** JSON objects of these properties. */
export const objectOf = (properties: fc.Arbitrary<readonly Property[]>): fc.Arbitrary<string> =>
  fc.tuple(properties, whitespace, whitespace).map(([all, before, after]) => {
    const written = all.map(([name, value]) => `${before}${name}${after}:${value}`);
    return `{${written.join(',') || before}}`;
  });

/** JSON as any program may write it: whitespace, escapes, repeated properties, every form of number. */
export const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc
    .tuple(
      whitespace,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        arrayOf(tie('json')),
        objectOf(fc.array(fc.tuple(propertyName, tie('json')), { maxLength: 4 })),
      ),
      whitespace,
    )
    .map((parts) => parts.join('')),
}));

/** Pieces of JSON, and characters that are valid only elsewhere. */
const piece = fc.oneof(
  fc.constantFrom(...'{}[],:"\\ \n0-.eE+tn/', '\u00a0', '\ufeff', '\f', '\0', '01', 'nul', '\\u', '//', '/**/', "'"),
  fc.string({ unit: 'binary', maxLength: 1 }),
);

/** Half of these strings unchanged, the others with a piece inserted, or in place of one or two characters. */
export const damaged = (strings: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(strings, fc.boolean(), fc.nat(), fc.nat({ max: 2 }), piece)
    .map(([string, intact, offset, length, other]) => {
      const start = offset % (string.length + 1);
      return intact ? string : string.slice(0, start) + other + string.slice(start + length);
    });

/** Sizes of the chunks that a stream delivers, repeated in turn; without any the stream is one chunk. */
export const chunkSizes = fc.oneof(
  fc.constant([]),
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1 }),
);

/** Streams bytes in chunks, and overwrites each chunk when the next is asked for, as a reused buffer would be. */
export async function* streamChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let [offset, turn] = [0, 0]; offset < bytes.length; turn++) {
    const chunk = Buffer.from(bytes.subarray(offset, offset + (sizes[turn % sizes.length] ?? bytes.length)));
    offset += chunk.length;
    yield chunk;
    chunk.fill('"');
  }
}

const value = fc.jsonValue({ maxDepth: 3 });
const path = fc.oneof(
  fc.constantFrom('?all=1', '?manifests=true&shared-size=1', '?nope=1').map((query) => `/v1.49/images/json${query}`),
  fc.oneof(fc.string({ unit: 'binary' }), fc.json()).map((text) => `/images/json?filters=${encodeURIComponent(text)}`),
  fc.string({ unit: 'grapheme-ascii' }).map((query) => `/v1.48/images/json?${query.replaceAll('#', '')}`),
);

/** One of these values, or now and then any JSON. */
const mostly = (...values: unknown[]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, value);
const image = fc.record({
  ...{
    Id: mostly(`sha256:${'0'.repeat(64)}`),
    ParentId: mostly(''),
    RepoTags: mostly([], ['a:1']),
    Created: mostly(1),
  },
  ...{ RepoDigests: mostly([]), Size: mostly(1, 2), SharedSize: mostly(-1), Containers: mostly(-1), 'é\n🐳': value },
});

/** Exchanges with any query and any body. A HAR can hold them too: their headers are few, their text is UTF-8. */
export const exchanges: fc.Arbitrary<Exchange> = fc
  .record({
    path,
    status: fc.constantFrom(200, 200, 200, 400, 404, 500, 999),
    headers: fc.constantFrom(undefined, { 'Content-Type': 'application/json' }, { server: ['Docker/29.1.2'], é: '🐳' }),
    content: fc.oneof(
      fc.oneof(fc.array(image, { maxLength: 3 }), value).map((body) => ({ body })),
      fc.constantFrom({ body: { message: 'no' } }, {}),
      fc.string({ unit: 'binary', maxLength: 5 }).map((text) => ({ bodyText: `<${text}` })),
    ),
  })
  .map(({ path, status, headers, content }) =>
    // Values are those of a file, without -0.
    JSON.parse(JSON.stringify({ request: { method: 'GET', path }, response: { status, headers, ...content } })),
  );
