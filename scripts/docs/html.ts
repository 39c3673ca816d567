import { Marked } from 'marked';
import type { Block } from './page.js';

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f5f7;--line:#c5ccd3;--link:#0550ae}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14171a;--soft:#20252a;--line:#4a525a;--link:#8ab8ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;font:1rem/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
a{color:var(--link)}
h1,h2,h3{line-height:1.25;margin:2rem 0 .5rem;overflow-wrap:anywhere}h2{border-bottom:1px solid var(--line);padding-bottom:.25rem}
p,nav ul{max-width:48rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}code{overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);padding:.6rem;overflow-x:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{text-align:left;font-weight:600;padding:.4rem 0}
table.big{min-width:66rem}.big td:nth-child(n+5){min-width:9rem}th code{overflow-wrap:normal}
th,td{border:1px solid var(--line);padding:.35rem .5rem;text-align:left;vertical-align:top;min-width:5rem}
thead th{background:var(--soft)}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
@media print{table.big{min-width:0}body{max-width:none;font-size:9pt}.wide,pre{overflow:visible}pre{white-space:pre-wrap}nav{display:none}h2,h3{break-after:avoid}tr{break-inside:avoid}a{color:inherit;text-decoration:none}}
`.replace(/\n/g, '');

/** A page as HTML without script, which asks for nothing. */
export function html(blocks: readonly Block[]): string {
  const [title, ...rest] = blocks;
  const name = title?.kind === 'heading' ? title.text : '';
  const sections = rest.flatMap((one) => (one.kind === 'heading' && one.level === 2 ? [one] : []));
  const links = sections.map(({ id, text }) => `<li><a href="#${id}">${inline(text)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(name)}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">To the text</a>
<header>
${title ? block(title) : ''}
<nav aria-label="Contents"><ul>${links}</ul></nav>
</header>
<main id="main">
${rest.map(block).join('\n')}
</main>
</body>
</html>
`;
}

function block(one: Block): string {
  if (one.kind === 'heading') return `<h${one.level} id="${one.id}">${inline(one.text)}</h${one.level}>`;
  if (one.kind === 'text') return `<p>${inline(one.text)}</p>`;
  // What scrolls must be reached by keyboard, and so has a name.
  const wide = (inside: string, tag: string, id = ''): string =>
    `<${tag} class="wide" tabindex="0" role="region" aria-label="${plain(one.name)}"${id}>${inside}</${tag}>`;
  if (one.kind === 'code') return wide(`<code>${escaped(one.text)}</code>`, 'pre');
  const head = one.head.map((cell) => `<th scope="col">${inline(cell)}</th>`).join('');
  const rows = one.rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${inline(first)}</th>${others.map((cell) => `<td>${inline(cell)}</td>`).join('')}</tr>`,
  );
  return wide(
    `<table${one.head.length > 5 ? ' class="big"' : ''}><caption>${inline(one.name)}</caption><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`,
    'div',
  );
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

/** Markdown without tags of its own; the bare URLs in it are words. */
const markdown = new Marked({ gfm: false, renderer: { html: ({ text }) => escaped(text) } });
const words = new Marked({
  gfm: false,
  renderer: {
    html: ({ text }) => escaped(text),
    codespan: ({ text }) => escaped(text),
    link: ({ text }) => escaped(text.replaceAll('`', '')),
  },
});

/** Words with `code` and links as HTML. */
const inline = (text: string): string => markdown.parseInline(text, { async: false });

/** The words alone, escaped, as an attribute takes them. */
const plain = (text: string): string => words.parseInline(text, { async: false });
