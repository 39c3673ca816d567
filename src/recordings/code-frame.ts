/** How many lines are shown on each side of a place. */
const LINES_AROUND = 2;
/** How much of a line is shown, in UTF-16 units, and at most how much of it before the place. */
const MAX_LINE_LENGTH = 100;
const MAX_LENGTH_BEFORE = 60;

/** A few lines of a text around an offset, long ones cut around its column; `line` is the number of the offset's line. */
export function createCodeFrame(
  text: string,
  offset: number,
  line: number,
): { firstLine: number; lines: string[]; caret: number } {
  const lineStart = findLineStart(text, offset);
  const column = offset - lineStart;
  const skippedLength = column < MAX_LENGTH_BEFORE ? 0 : column - MAX_LENGTH_BEFORE;
  const starts = [lineStart];
  for (let start = lineStart; start > 0 && starts.length <= LINES_AROUND; starts.unshift(start))
    start = findLineStart(text, start - 1);
  const firstLine = line - starts.length + 1;
  for (let after = 0, end = findLineEnd(text, lineStart); after < LINES_AROUND && end + 1 < text.length; after++) {
    starts.push(end + 1);
    end = findLineEnd(text, end + 1);
  }
  const lines = starts.map((start) => cutLine(text, start, skippedLength));
  // A slice keeps the text that it is of in memory; a copy does not.
  return {
    firstLine,
    lines: JSON.parse(JSON.stringify(lines)),
    caret: column - skippedLength + (skippedLength > 0 ? ELLIPSIS.length : 0),
  };
}

const ELLIPSIS = '...';

const findLineStart = (text: string, offset: number): number =>
  offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;

const findLineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
};

/** A line without its end and without what is too far from the place. */
function cutLine(text: string, start: number, skippedLength: number): string {
  const end = findLineEnd(text, start);
  const from = start + skippedLength;
  if (from >= end) return start === end ? '' : ELLIPSIS;
  const shown = text.slice(from, Math.min(end, from + MAX_LINE_LENGTH)).replace(/\r$/, '');
  return `${skippedLength > 0 ? ELLIPSIS : ''}${shown}${end > from + MAX_LINE_LENGTH ? ELLIPSIS : ''}`;
}
