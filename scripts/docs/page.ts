/** A page as data: what every renderer makes the same sections of. Texts are Markdown's inline words: `code` and [links](#id). */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly id: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string; readonly name: string }
  | { readonly kind: 'table'; readonly name: string; readonly head: readonly string[]; readonly rows: readonly Row[] };

export type Row = readonly string[];

export const heading = (level: 1 | 2 | 3, id: string, text: string): Block => ({ kind: 'heading', level, id, text });
/** One block a paragraph. */
export const paragraphs = (text: string): Block[] =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map((part) => ({ kind: 'text', text: part.replace(/\s+/g, ' ').trim() }));
export const code = (name: string, language: string, text: string): Block => ({ kind: 'code', language, text, name });
export const table = (name: string, head: readonly string[], rows: readonly Row[]): Block => ({
  kind: 'table',
  name,
  head,
  rows,
});
