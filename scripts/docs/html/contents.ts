import { type Html, html, inline, type Value } from './template.js';

/** An entry of the contents, with those below it. */
export interface Item {
  readonly id: string;
  readonly text: string;
  readonly below?: readonly Item[];
}

/** The contents of a page, of two levels, with the way to the other page. */
export const contents = (title: string, pages: Value, controls: Value, items: readonly Item[]): Html =>
  html`<nav class="contents" aria-label="Contents">
<p class="brand"><a href="#top">${title}</a></p>
${pages}${controls}<ul>${items.map(item)}</ul>
</nav>`;

const item = ({ id, text, below = [] }: Item): Html =>
  html`<li><a href="#${id}">${inline(text)}</a>${below.length > 0 && html`<ul>${below.map(item)}</ul>`}</li>\n`;

export const pages = (here: 'reference' | 'checks'): Html =>
  html`<ul class="pages"><li><a href="index.html"${here === 'reference' && CURRENT}>Reference</a></li><li><a href="checks.html"${here === 'checks' && CURRENT}>Checks and errata</a></li></ul>`;

const CURRENT = html` aria-current="page"`;
