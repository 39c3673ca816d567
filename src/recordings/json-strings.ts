const BACKSLASH = 0x5c;

/**
 * The quote that ends the string of a JSON text which begins before an offset; -1 when there is none. A native search
 * from quote to quote is some times faster than a loop over all units.
 */
export function findStringEnd(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0 && isEscapedAt(text, end, from)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before an offset, none of them before `from`. */
export function isEscapedAt(text: string, offset: number, from: number): boolean {
  let start = offset;
  while (start > from && text.charCodeAt(start - 1) === BACKSLASH) start--;
  return (offset - start) % 2 === 1;
}
