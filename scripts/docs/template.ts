import { Marked } from 'marked';

/** Text that is HTML. All other text is escaped where it is put into HTML. */
export class Html {
  constructor(readonly text: string) {}
}

export type Value = Html | string | number | false | undefined | readonly Value[];

/** HTML with values in it: strings are escaped, arrays joined, `false` and `undefined` left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + toText(values[index])).join(''));
}

function toText(value: Value): string {
  if (value === false || value === undefined) return '';
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(toText).join('') : escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** Markdown without HTML of its own, and without links that are made of bare URLs. */
const markdown = new Marked({ gfm: false, renderer: { html: ({ text }) => escapeHtml(text) } });

/** Inline Markdown as HTML. */
export const inline = (words: string): Html => new Html(markdown.parseInline(words, { async: false }));
