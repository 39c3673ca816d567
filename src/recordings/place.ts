import type { Finding } from '../contract/index.js';
import { rules } from '../contract/index.js';
import { tokens } from '../values/pointer.js';
import { frameAt } from './frame.js';
import type { Layout, Located, Part } from './layout.js';
import type { Place } from './places.js';
import type { Recorded } from './read.js';
import { placeFrom, START } from './text.js';

const parts = new Map(rules.map(({ name, place }) => [name, place]));

/** The findings of one exchange with the line and column of what each is about, and the first of each rule with a frame. */
export async function place<F extends Finding>(
  { text, start, layout, located }: Recorded,
  findings: readonly F[],
): Promise<(F & Place & { frame?: ReturnType<typeof frameAt> })[]> {
  if (findings.length === 0) return [];
  // The parser that keeps positions is loaded when there is something to place.
  const { placesOf } = await import('./places.js');
  const pointers = findings.map(({ pointer }) => tokens(pointer));
  const asked = findings.map(({ rule }, index) => ({
    part: parts.get(rule) ?? '/response/body',
    pointer: pointers[index] ?? [],
  }));
  const offsets = await (located ? offsetsIn(located, asked) : offsetsBy(layout, text, asked));
  const places = placesOf(text, offsets);
  const firsts = new Map<string, number>();
  for (const [index, { rule }] of findings.entries()) {
    firsts.set(rule, Math.min(firsts.get(rule) ?? Number.POSITIVE_INFINITY, offsets[index] ?? 0));
  }
  return findings.map((finding, index) => {
    const offset = offsets[index] ?? 0;
    const place = placeFrom(start, places[index] ?? START);
    // A report shows the text around one finding of a rule; more would only fill the memory.
    const framed = firsts.get(finding.rule) === offset && firsts.delete(finding.rule);
    return { ...finding, ...place, ...(framed && { frame: frameAt(text, offset, place.line) }) };
  });
}

interface Asked {
  readonly part: Part;
  readonly pointer: readonly string[];
}

/** Where parts of an exchange stand in JSON, and values in its body. */
async function offsetsBy(layout: Layout, text: string, asked: readonly Asked[]): Promise<number[]> {
  const { offsetsInString, offsetsOf } = await import('./places.js');
  const body = layout.paths['/response/body'];
  const paths = asked.map(({ part, pointer }) => [...layout.paths[part], ...(layout.body === 'json' ? pointer : [])]);
  const [quote = 0, ...outside] = offsetsOf(text, [body, ...paths]);
  // Only what is about the body has a pointer, and that body was parsed, so it is JSON.
  const quoted = layout.body === 'quoted' && asked.some(({ pointer }) => pointer.length > 0);
  const pointers = asked.map(({ pointer }) => pointer);
  const inside = quoted ? offsetsInString(text, quote, pointers) : [];
  return outside.map((offset, index) => (pointers[index]?.length ? (inside[index] ?? offset) : offset));
}

/** The same in a text that is no JSON as a whole. */
async function offsetsIn({ parts, body }: Located, asked: readonly Asked[]): Promise<number[]> {
  const { ascending, offsetsOf } = await import('./places.js');
  const pointers = asked.map(({ pointer }) => pointer);
  const inside = body && ascending(offsetsOf(body.text, pointers), body.inWhole);
  return asked.map(({ part, pointer }, index) => (pointer.length > 0 ? inside?.[index] : undefined) ?? parts[part]);
}
