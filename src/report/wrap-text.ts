/**
 * A text in lines of at most so many columns; a word that is longer stays whole.
 *
 * @param firstPrefix what the first line begins with
 * @param restPrefix what the others begin with
 */
export function wrapText(text: string, columns: number, firstPrefix = '', restPrefix = firstPrefix): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    if (line === undefined) line = firstPrefix + word;
    else if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = restPrefix + word;
    }
  }
  return [...lines, line ?? firstPrefix];
}
