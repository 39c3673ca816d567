/** How many lines are shown on each side of a place. */
const AROUND = 2;
/** How much of a line is shown, in UTF-16 units, and at most how much of it before the place. */
const WIDTH = 100;
const BEFORE = 60;

/** A few lines of a text around an offset, long ones cut around its column; `line` is the number of the offset's line. */
export function frameAt(text: string, offset: number, line: number): { first: number; lines: string[]; caret: number } {
  const own = lineStart(text, offset);
  const column = offset - own;
  const skipped = column < BEFORE ? 0 : column - BEFORE;
  const starts = [own];
  for (let start = own; start > 0 && starts.length <= AROUND; starts.unshift(start)) start = lineStart(text, start - 1);
  const first = line - starts.length + 1;
  for (let after = 0, end = lineEnd(text, own); after < AROUND && end + 1 < text.length; after++) {
    starts.push(end + 1);
    end = lineEnd(text, end + 1);
  }
  const lines = starts.map((start) => cut(text, start, skipped));
  // A slice keeps the text that it is of in memory; a copy does not.
  return { first, lines: JSON.parse(JSON.stringify(lines)), caret: column - skipped + (skipped > 0 ? GAP.length : 0) };
}

const GAP = '...';

const lineStart = (text: string, offset: number): number => (offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0);

const lineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
};

/** A line without its end and without what is too far from the place. */
function cut(text: string, start: number, skipped: number): string {
  const end = lineEnd(text, start);
  const from = start + skipped;
  if (from >= end) return start === end ? '' : GAP;
  const shown = text.slice(from, Math.min(end, from + WIDTH)).replace(/\r$/, '');
  return `${skipped > 0 ? GAP : ''}${shown}${end > from + WIDTH ? GAP : ''}`;
}
