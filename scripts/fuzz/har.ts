import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { type Node, parseTree } from 'jsonc-parser';
import { entriesOf } from '../../src/recordings/entries.js';
import { Problem } from '../../src/recordings/problem.js';
import { child } from '../../src/values/pointer.js';
import { arriving, cuts } from './bytes.js';
import { fuzz } from './fuzz.js';
import { json, listOf, mangled, objectOf, parsed } from './texts.js';

/** An object that has, of its own name or with an escape in it, one member, seldom none or two, among others. */
function holding(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
  const own = fc.tuple(fc.constantFrom(`"${name}"`, `"${escaped}"`), value);
  const others = fc.array(fc.tuple(fc.constantFrom('"version"', '"_log"', '"pages"'), json), { maxLength: 2 });
  const owns = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(own) },
    { weight: 1, arbitrary: fc.oneof(fc.tuple(), fc.tuple(own, own)) },
  );
  return objectOf(fc.tuple(others, owns, others).map((members) => members.flat()));
}

/** Seldom not what it should be. */
const mostly = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof({ weight: 19, arbitrary: text }, json);

const hars = holding('log', mostly(holding('entries', mostly(listOf(json)))));

/** The values of the members of this name, as another parser finds them. */
const members = (holder: Node | undefined, name: string): Node[] =>
  (holder?.type === 'object' ? (holder.children ?? []) : []).flatMap(({ children: [key, value] = [] }) =>
    value && key?.value === name ? [value] : [],
  );

/** Whether `log` is there twice, or `entries` in a `log`. */
function isAmbiguous(text: string): boolean {
  const logs = members(parseTree(text), 'log');
  return logs.length > 1 || members(logs[0], 'entries').length > 1;
}

export const harTexts = fuzz(
  'a HAR has the entries that JSON.parse finds, at their places, or is refused',
  { full: 60_000, small: 200 },
  fc.tuple(mangled(hars), cuts),
  async ([text, sizes]) => {
    const bytes = Buffer.from(text);
    // Half a surrogate pair is no UTF-8.
    text = bytes.toString();
    const found: unknown[] = [];
    let refused = '';
    try {
      for await (const { value, piece } of entriesOf('x.har', arriving(bytes, sizes), 0)) {
        found.push(value);
        const { line, column } = piece.start;
        const rest = text
          .split('\n')
          .slice(line - 1)
          .join('\n')
          .slice(column - 1);
        ok(rest.startsWith(piece.text), `${piece.text} is not at ${line}:${column}`);
      }
    } catch (error) {
      ok(error instanceof Problem, `${error} is no Problem`);
      refused = error.message;
    }
    const read = parsed(text);
    const entries = child(child(read?.value, 'log'), 'entries');
    if (!read) match(refused, /^x\.har:\d+:\d+: expected .* found |found a second/);
    else if (isAmbiguous(text)) match(refused, /found a second/);
    else if (!Array.isArray(entries)) match(refused, /`log.entries` is not a list/);
    else {
      strictEqual(refused, '');
      deepStrictEqual(found, entries);
    }
  },
);
