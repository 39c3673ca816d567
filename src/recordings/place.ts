import type { Finding } from '../contract/index.js';
import { rules } from '../contract/index.js';
import { tokens } from '../contract/pointer.js';
import type { Place } from './places.js';
import type { Recorded } from './read.js';

const parts = Object.fromEntries(rules.map(({ name, place }) => [name, tokens(place)]));

/** The findings of one exchange with the line and column of what each is about. */
export async function place<F extends Finding>(
  { exchange, text }: Recorded,
  findings: readonly F[],
): Promise<(F & Place)[]> {
  if (findings.length === 0) return [];
  // The parser that keeps positions is loaded when there is something to place.
  const { offsetsOf, placesIn } = await import('./places.js');
  const inText = exchange.response.body === undefined;
  const paths = findings.map(({ rule, pointer }) => {
    const part = parts[rule] ?? [];
    return inText && part.at(-1) === 'body' ? ['response', 'bodyText'] : [...part, ...tokens(pointer)];
  });
  const placeAt = placesIn(text);
  return offsetsOf(text, paths).map((offset, index) => {
    // offsetsOf gives one offset for each path, so for each finding.
    const finding = findings[index] as F;
    return { ...finding, ...placeAt(offset) };
  });
}
