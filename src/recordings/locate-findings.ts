import { type Finding, rules } from '../contract/index.js';
import { parsePointer } from '../values/pointer.js';
import { createCodeFrame, findPositions, type Position } from './positions.js';
import type { ParsedExchange } from './recorded-exchange.js';

const partByRule = new Map(rules.map(({ name, exchangePart }) => [name, exchangePart]));

/**
 * Adds to the findings of one exchange the position in the file of what each is about. The first finding of each rule
 * also gets the lines around it.
 */
export async function locateFindings<F extends Finding>(
  recorded: Omit<ParsedExchange, 'exchange'>,
  findings: readonly F[],
): Promise<(F & Position & { frame?: ReturnType<typeof createCodeFrame> })[]> {
  if (findings.length === 0) return [];
  const slice = await recorded.getSlice();
  const offsets = await findFindingOffsets(slice.text, recorded, findings);
  const positions = findPositions(slice, offsets);
  const firstOffsets = new Map<string, number>();
  for (const [index, { rule }] of findings.entries()) {
    firstOffsets.set(rule, Math.min(firstOffsets.get(rule) ?? Number.POSITIVE_INFINITY, offsets[index] ?? 0));
  }
  return findings.map((finding, index) => {
    const offset = offsets[index] ?? 0;
    const position = positions[index] ?? slice.start;
    // A report shows the lines around one finding of a rule; more would only fill the memory.
    const needsFrame = firstOffsets.get(finding.rule) === offset && firstOffsets.delete(finding.rule);
    return {
      ...finding,
      ...position,
      ...(needsFrame && { frame: createCodeFrame(slice.text, offset, position.line) }),
    };
  });
}

/** Returns where in the text what each finding is about begins. */
async function findFindingOffsets(
  text: string,
  { parts, body }: Pick<ParsedExchange, 'parts' | 'body'>,
  findings: readonly Finding[],
): Promise<number[]> {
  // jsonc-parser is loaded only when there is something to find.
  const { findOffsets, findOffsetsInString } = await import('./json-positions.js');
  const paths = Object.values(parts).filter((part) => typeof part !== 'number');
  const pathOffsets = paths.length > 0 ? findOffsets(text, paths) : [];
  const getPartOffset = (part: keyof typeof parts): number => {
    const location = parts[part];
    return typeof location === 'number' ? location : (pathOffsets[paths.indexOf(location)] ?? 0);
  };
  const bodyStart = getPartOffset('/response/body');
  const pointers = findings.map(({ pointer }) => parsePointer(pointer));
  // Only a body that was parsed has values at pointers, so it is JSON.
  const hasPointers = body.form !== 'encoded' && pointers.some(({ length }) => length > 0);
  const findInBody = (): number[] =>
    body.form === 'json'
      ? findOffsets(text, pointers, bodyStart)
      : findOffsetsInString(text, bodyStart, body.text, pointers);
  const bodyOffsets = hasPointers ? findInBody() : [];
  return findings.map(({ rule }, index) =>
    pointers[index]?.length
      ? (bodyOffsets[index] ?? bodyStart)
      : getPartOffset(partByRule.get(rule) ?? '/response/body'),
  );
}
