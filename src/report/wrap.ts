/**
 * A text in lines of at most so many columns; a word that is longer stays whole.
 *
 * @param first what the first line begins with
 * @param rest what the others begin with
 */
export function wrap(text: string, columns: number, first = '', rest = first): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line === undefined) line = first + word;
    else if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = rest + word;
    }
  }
  return [...lines, line ?? first];
}
