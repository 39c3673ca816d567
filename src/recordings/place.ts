import type { Finding } from '../contract/index.js';
import { rules } from '../contract/index.js';
import { tokens } from '../values/pointer.js';
import { frameAt } from './frame.js';
import type { Place } from './places.js';
import type { Recorded } from './read.js';
import { START } from './text.js';

const parts = new Map(rules.map(({ name, place }) => [name, place]));

/** The findings of one exchange with the line and column of what each is about, and the first of each rule with a frame. */
export async function place<F extends Finding>(
  { text, start, layout }: Recorded,
  findings: readonly F[],
): Promise<(F & Place & { frame?: ReturnType<typeof frameAt> })[]> {
  if (findings.length === 0) return [];
  // The parser that keeps positions is loaded when there is something to place.
  const { offsetsInString, offsetsOf, placesOf } = await import('./places.js');
  const body = layout.paths['/response/body'];
  const pointers = findings.map(({ pointer }) => tokens(pointer));
  const paths = findings.map(({ rule }, index) => [
    ...layout.paths[parts.get(rule) ?? '/response/body'],
    ...(layout.body === 'json' ? (pointers[index] ?? []) : []),
  ]);
  const [quote = 0, ...outside] = offsetsOf(text, [body, ...paths]);
  // Only what is about the body has a pointer, and that body was parsed, so it is JSON.
  const quoted = layout.body === 'quoted' && pointers.some(({ length }) => length > 0);
  const inside = quoted ? offsetsInString(text, quote, pointers) : [];
  const offsets = outside.map((offset, index) => (pointers[index]?.length ? (inside[index] ?? offset) : offset));
  const places = placesOf(text, offsets);
  const firsts = new Map<string, number>();
  for (const [index, { rule }] of findings.entries()) {
    firsts.set(rule, Math.min(firsts.get(rule) ?? Number.POSITIVE_INFINITY, offsets[index] ?? 0));
  }
  return findings.map((finding, index) => {
    const offset = offsets[index] ?? 0;
    const place = from(start, places[index] ?? START);
    // A report shows the text around one finding of a rule; more would only fill the memory.
    const framed = firsts.get(finding.rule) === offset && firsts.delete(finding.rule);
    return { ...finding, ...place, ...(framed && { frame: frameAt(text, offset, place.line) }) };
  });
}

/** A place in a text that starts at another one. */
const from = (start: Place, { line, column }: Place): Place => ({
  line: start.line + line - 1,
  column: line === 1 ? start.column + column - 1 : column,
});
