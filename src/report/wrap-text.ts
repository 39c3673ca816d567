/**
 * Breaks a text at spaces into lines of at most `columns`. Longer words are not broken.
 *
 * @param firstPrefix the start of the first line
 * @param restPrefix the start of the other lines
 */
export function wrapText(text: string, columns: number, firstPrefix = '', restPrefix = firstPrefix): string[] {
  const [firstWord = '', ...words] = text.split(' ');
  const lines: string[] = [];
  let line = firstPrefix + firstWord;
  for (const word of words) {
    if (line.length + 1 + word.length <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = restPrefix + word;
    }
  }
  return [...lines, line];
}
