import type { Finding } from '../contract/index.js';
import { rules } from '../contract/index.js';
import { parsePointer } from '../values/pointer.js';
import { createCodeFrame } from './code-frame.js';
import type { ExchangePart, FieldOffsets, FieldPaths } from './field-paths.js';
import type { Position } from './json-positions.js';
import type { RecordedExchange } from './read-file.js';
import { addPositions, START_POSITION } from './text-slice.js';

const partByRule = new Map(rules.map(({ name, exchangePart }) => [name, exchangePart]));

/** The findings of one exchange with the line and column of what each is about, and the first of each rule with a frame. */
export async function locateFindings<F extends Finding>(
  { text, start, fieldPaths, fieldOffsets }: RecordedExchange,
  findings: readonly F[],
): Promise<(F & Position & { frame?: ReturnType<typeof createCodeFrame> })[]> {
  if (findings.length === 0) return [];
  // The parser that keeps positions is loaded when there is something to place.
  const { findPositions } = await import('./json-positions.js');
  const pointers = findings.map(({ pointer }) => parsePointer(pointer));
  const targets = findings.map(({ rule }, index) => ({
    part: partByRule.get(rule) ?? '/response/body',
    pointer: pointers[index] ?? [],
  }));
  const offsets = await (fieldOffsets
    ? findOffsetsInSlice(fieldOffsets, targets)
    : findOffsetsByPath(fieldPaths, text, targets));
  const positions = findPositions(text, offsets);
  const firstOffsets = new Map<string, number>();
  for (const [index, { rule }] of findings.entries()) {
    firstOffsets.set(rule, Math.min(firstOffsets.get(rule) ?? Number.POSITIVE_INFINITY, offsets[index] ?? 0));
  }
  return findings.map((finding, index) => {
    const offset = offsets[index] ?? 0;
    const position = addPositions(start, positions[index] ?? START_POSITION);
    // A report shows the text around one finding of a rule; more would only fill the memory.
    const needsFrame = firstOffsets.get(finding.rule) === offset && firstOffsets.delete(finding.rule);
    return { ...finding, ...position, ...(needsFrame && { frame: createCodeFrame(text, offset, position.line) }) };
  });
}

interface FindingTarget {
  readonly part: ExchangePart;
  readonly pointer: readonly string[];
}

/** Where parts of an exchange stand in JSON, and values in its body. */
async function findOffsetsByPath(
  fieldPaths: FieldPaths,
  text: string,
  targets: readonly FindingTarget[],
): Promise<number[]> {
  const { findOffsetsInString, findOffsets } = await import('./json-positions.js');
  const body = fieldPaths.paths['/response/body'];
  const paths = targets.map(({ part, pointer }) => [
    ...fieldPaths.paths[part],
    ...(fieldPaths.body === 'json' ? pointer : []),
  ]);
  const [bodyStart = 0, ...outerOffsets] = findOffsets(text, [body, ...paths]);
  // Only what is about the body has a pointer, and that body was parsed, so it is JSON.
  const isInString = fieldPaths.body === 'string' && targets.some(({ pointer }) => pointer.length > 0);
  const pointers = targets.map(({ pointer }) => pointer);
  const innerOffsets = isInString ? findOffsetsInString(text, bodyStart, pointers) : [];
  return outerOffsets.map((offset, index) => (pointers[index]?.length ? (innerOffsets[index] ?? offset) : offset));
}

/** The same in a text that is no JSON as a whole. */
async function findOffsetsInSlice(
  { offsets, body }: FieldOffsets,
  targets: readonly FindingTarget[],
): Promise<number[]> {
  const { mapAscending, findOffsets } = await import('./json-positions.js');
  const pointers = targets.map(({ pointer }) => pointer);
  const bodyOffsets = body && mapAscending(findOffsets(body.text, pointers), body.toSliceOffset);
  return targets.map(
    ({ part, pointer }, index) => (pointer.length > 0 ? bodyOffsets?.[index] : undefined) ?? offsets[part],
  );
}
