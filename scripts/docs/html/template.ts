import { Marked } from 'marked';

/** Text that is HTML: everything else is escaped where it is put in. */
export class Html {
  constructor(readonly text: string) {}
}

export type Value = Html | string | number | false | undefined | null | readonly Value[];

/** HTML with values in it, escaped unless they are HTML themselves; lists are joined, and nothing is left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + shown(values[index])).join(''));
}

function shown(value: Value): string {
  if (value === false || value === undefined || value === null) return '';
  if (value instanceof Html) return value.text;
  return typeof value === 'object' ? value.map(shown).join('') : escaped(String(value));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** Markdown without tags of its own; the bare URLs in it are words. */
const markdown = new Marked({ gfm: false, renderer: { html: ({ text }) => escaped(text) } });

/** Markdown's inline words as HTML. */
export const inline = (words: string): Html => new Html(markdown.parseInline(words, { async: false }));

export const paragraphs = (texts: readonly string[]): Html[] => texts.map((text) => html`<p>${inline(text)}</p>`);

/** A heading that links to itself, so that it can be linked to. */
export const heading = (level: 2 | 3 | 4, id: string, words: Value): Html =>
  html`<h${level}><a href="#${id}">${words}</a></h${level}>`;

/** A text as code that may break anywhere. */
export const code = (text: string): Html => html`<code>${text}</code>`;
