/** How long the next unit of a YAML scalar is in its text, and how many it stands for; by the way it is written. */
type Step = (text: string, at: number, indent: number) => readonly [written: number, read: number];

/** A line break in a scalar that is folded, with the blanks around it: a space, or the breaks after the first. */
const FOLD = /[ \t]*\r?\n[ \t\r\n]*/y;

const folded =
  (unit: Step): Step =>
  (text, at, indent) => {
    const here = text[at];
    if (here !== ' ' && here !== '\n' && here !== '\t' && here !== '\r') return unit(text, at, indent);
    FOLD.lastIndex = at;
    const found = FOLD.exec(text)?.[0];
    return found === undefined ? [1, 1] : [found.length, Math.max(1, found.split('\n').length - 2)];
  };

const LENGTHS: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 };
const CONTINUED = /\\\r?\n[ \t]*/y;

const steps: Readonly<Record<string, Step>> = {
  "'": folded((text, at) => [text.startsWith("''", at) ? 2 : 1, 1]),
  '"': folded((text, at) => {
    if (text[at] !== '\\') return [1, 1];
    CONTINUED.lastIndex = at;
    const continued = CONTINUED.exec(text)?.[0];
    if (continued !== undefined) return [continued.length, 0];
    const letter = text[at + 1] ?? '';
    const wide = letter === 'U' && Number.parseInt(text.slice(at + 2, at + 10), 16) > 0xffff;
    return [LENGTHS[letter] ?? 2, wide ? 2 : 1];
  }),
  '|': (text, at, indent) => [text[at] === '\n' && text[at + 1] !== '\n' ? 1 + indent : 1, 1],
  plain: folded(() => [1, 1]),
};

const HEADER = /[|][^\n]*\n( *)/y;

/**
 * Where the units of a YAML scalar stand in the text, of ascending offsets; `undefined` of one that is folded as a block,
 * which nobody writes JSON in.
 *
 * @param at where it begins
 */
export function unitsOfScalar(text: string, at: number): ((offset: number) => number) | undefined {
  const style = text[at] ?? '';
  if (style === '>' || style === '*' || style === '&' || style === '!') return undefined;
  const step = steps[style] ?? folded(() => [1, 1]);
  HEADER.lastIndex = at;
  const header = style === '|' ? HEADER.exec(text) : undefined;
  const indent = header?.[1]?.length ?? 0;
  let here = at + (header ? header[0].length : style in steps ? 1 : 0);
  let units = 0;
  return (offset) => {
    while (here < text.length) {
      const [written, read] = step(text, here, indent);
      // What stands for nothing belongs to what is before it.
      if (units >= offset && read > 0) break;
      here += written;
      units += read;
    }
    return here;
  };
}
