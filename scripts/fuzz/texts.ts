import fc from 'fast-check';

/** One of a few, most often nothing. */
const blank = fc.constantFrom('', '', '', '', ' ', '\n', '\r\n', '\t');

const member = fc.constantFrom('""', '"a"', '"b"', '"\\u0061"', '"log"', '"entries"', '"__proto__"', '"é\u{1f433}"');
const scalar = fc.oneof(
  fc.constantFrom('0', '-0', '1e400', '-12.50E+3', '9007199254740993', 'true', 'false', 'null', '""'),
  fc.constantFrom('"]}[{:,"', '"\\""', '"\\\\"', '"\\\\\\""', '"\\ud800\\/\\b"', '"\u2028\u00a0"', '"é\u{1f433}"'),
  fc.string({ unit: 'binary', maxLength: 4 }).map((text) => JSON.stringify(text)),
);

/** The text of a list of these elements. */
export const listOf = (element: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.array(element, { maxLength: 4 }), blank).map(([all, end]) => `[${all.join(',') || end}]`);

type Member = readonly [name: string, value: string];

/** The text of an object of these members. */
export const objectOf = (members: fc.Arbitrary<readonly Member[]>): fc.Arbitrary<string> =>
  fc
    .tuple(members, fc.array(blank, { minLength: 3, maxLength: 3 }))
    .map(
      ([all, [a = '', b = '', c = '']]) => `{${all.map(([name, value]) => `${a}${name}${b}:${value}`).join(',') || c}}`,
    );

/** Texts of JSON as others may write it: blanks, escapes, repeated members, numbers of every form. */
export const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc
    .tuple(
      blank,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalar,
        listOf(tie('json')),
        objectOf(fc.array(fc.tuple(member, tie('json')), { maxLength: 4 })),
      ),
      blank,
    )
    .map((parts) => parts.join('')),
}));

/** What JSON is made from, and what only looks like it. */
const piece = fc.oneof(
  fc.constantFrom(...'{}[],:"\\ \n0-.eE+tn/', '\u00a0', '\ufeff', '\f', '\0', '01', 'nul', '\\u', '//', '/**/', "'"),
  fc.string({ unit: 'binary', maxLength: 1 }),
);

/** The same texts, every other one with a piece put in, or in the place of some units. */
export const mangled = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.boolean(), fc.nat(), fc.nat({ max: 2 }), piece).map(([text, whole, nat, units, other]) => {
    const at = nat % (text.length + 1);
    return whole ? text : text.slice(0, at) + other + text.slice(at + units);
  });

/** What JSON.parse makes of a text; `undefined` when it refuses it. */
export function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
