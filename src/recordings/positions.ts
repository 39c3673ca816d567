/** A position in a text. Both numbers count from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A part of a file with the position where it starts. */
export interface TextSlice {
  readonly text: string;
  readonly start: Position;
}

export const START_POSITION: Position = { line: 1, column: 1 };

/** Converts each offset in one walk through the text: `convert` gets them in ascending order. */
export function mapAscending<T>(offsets: readonly number[], convert: (offset: number) => T): T[] {
  const results: T[] = [];
  for (const [index, offset] of [...offsets.entries()].sort(([, a], [, b]) => a - b)) results[index] = convert(offset);
  return results;
}

/** Returns the positions in the file of offsets in a slice, in the same order. */
export function findPositions({ text, start }: TextSlice, offsets: readonly number[]): Position[] {
  let [line, lineStart, lineEnd] = [start.line, 1 - start.column, text.indexOf('\n')];
  return mapAscending(offsets, (offset) => {
    for (; lineEnd >= 0 && lineEnd < offset; lineEnd = text.indexOf('\n', lineStart)) {
      line++;
      lineStart = lineEnd + 1;
    }
    return { line, column: offset - lineStart + 1 };
  });
}

/** The number of lines that a code frame shows on each side of its position. */
const LINES_AROUND = 2;
/** The most UTF-16 units of a line that a code frame shows, and the most of them before the position. */
const MAX_LINE_LENGTH = 100;
const MAX_LENGTH_BEFORE = 60;
const ELLIPSIS = '...';

/** Returns the lines of a text around an offset, which is on this line. Long lines are cut around its column. */
export function createCodeFrame(
  text: string,
  offset: number,
  line: number,
): { firstLine: number; lines: string[]; caret: number } {
  const findLineStart = (from: number): number => (from > 0 ? text.lastIndexOf('\n', from - 1) + 1 : 0);
  let start = findLineStart(offset);
  const column = offset - start;
  const skippedLength = Math.max(0, column - MAX_LENGTH_BEFORE);
  let firstLine = line;
  for (; start > 0 && firstLine > line - LINES_AROUND; firstLine--) start = findLineStart(start - 1);
  const lines: string[] = [];
  while (firstLine + lines.length <= line + LINES_AROUND && (start < text.length || lines.length === 0)) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd < 0 ? text.length : lineEnd;
    lines.push(cutLine(text, start, end, skippedLength));
    start = end + 1;
  }
  // A slice of a string keeps the whole string in memory; a copy does not.
  return {
    firstLine,
    lines: JSON.parse(JSON.stringify(lines)),
    caret: column - skippedLength + (skippedLength > 0 ? ELLIPSIS.length : 0),
  };
}

function cutLine(text: string, start: number, end: number, skippedLength: number): string {
  const from = start + skippedLength;
  if (from >= end) return start === end ? '' : ELLIPSIS;
  const shown = text.slice(from, Math.min(end, from + MAX_LINE_LENGTH)).replace(/\r$/, '');
  return `${skippedLength > 0 ? ELLIPSIS : ''}${shown}${end > from + MAX_LINE_LENGTH ? ELLIPSIS : ''}`;
}
