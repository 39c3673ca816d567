import type { Finding } from '../contract/index.js';
import { rules } from '../contract/index.js';
import { tokens } from '../values/pointer.js';
import { frameAt } from './frame.js';
import type { Place } from './places.js';
import type { Recorded } from './read.js';

const parts = new Map(rules.map(({ name, place }) => [name, place]));

/** The findings of one exchange with the line and column of what each is about, and the first of each rule with a frame. */
export async function place<F extends Finding>(
  { text, start, layout }: Recorded,
  findings: readonly F[],
): Promise<(F & Place & { frame?: ReturnType<typeof frameAt> })[]> {
  if (findings.length === 0) return [];
  // The parser that keeps positions is loaded when there is something to place.
  const { offsetsInString, offsetsOf, placesIn } = await import('./places.js');
  const body = layout.paths['/response/body'];
  const pointers = findings.map(({ pointer }) => tokens(pointer));
  const paths = findings.map(({ rule }, index) => [
    ...layout.paths[parts.get(rule) ?? '/response/body'],
    ...(layout.body === 'json' ? (pointers[index] ?? []) : []),
  ]);
  let offsets = offsetsOf(text, paths);
  if (layout.body === 'quoted' && pointers.some(({ length }) => length > 0)) {
    // Only what is about the body has a pointer, and that body was parsed, so it is JSON.
    const inBody = offsetsInString(text, offsetsOf(text, [body])[0] ?? 0, pointers);
    offsets = offsets.map((offset, index) => (pointers[index]?.length ? (inBody[index] ?? offset) : offset));
  }
  const placeAt = placesIn(text);
  const firsts = new Map<string, number>();
  for (const [index, { rule }] of findings.entries()) {
    firsts.set(rule, Math.min(firsts.get(rule) ?? Number.POSITIVE_INFINITY, offsets[index] ?? 0));
  }
  return findings.map((finding, index) => {
    const offset = offsets[index] ?? 0;
    const place = from(start, placeAt(offset));
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
