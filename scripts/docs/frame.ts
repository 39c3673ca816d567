import { createHash } from 'node:crypto';
import type { Block, Page, Section } from './content/blocks.js';
import { writeHtml } from './html.js';
import { Html, html, inline } from './template.js';

/** The parts of a page beside its blocks. */
export interface Frame {
  readonly title: string;
  readonly description: string;
  readonly style: string;
  /** All pages, this one included. */
  readonly pages: readonly Page[];
  /** Stands above the heading of the page. */
  readonly above?: Html;
  /** Stands in the contents. */
  readonly controls?: Html;
  /** Stands beside the blocks. */
  readonly beside?: Html;
  /** Runs at the end of the body. */
  readonly script?: string;
  /** Data for the script, by the id of its element. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** A page in one file that requests nothing: its policy names its style and its script by their hashes. */
export function writePage(page: Page, frame: Frame): string {
  const { style, script, data = {} } = frame;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    ...['img-src data:', "base-uri 'none'", "form-action 'none'"],
  ].join('; ');
  const dataElements = Object.entries(data).map(
    ([id, value]) =>
      html`<script type="application/json" id="${id}">${new Html(escapeJson(JSON.stringify(value)))}</script>\n`,
  );
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${frame.description}">
<link rel="icon" href="data:,">
<title>${frame.title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<div class="page${frame.beside && ' three'}">
${writeContents(page, frame)}
<main id="main" tabindex="-1">
<div class="intro" id="top">${frame.above}<h1>${inline(page.title)}</h1>
<p class="lead">${inline(page.lead)}</p></div>
${frame.beside}
${writeSections(page, frame.pages)}</main>
</div>
${dataElements}${script !== undefined && html`<script>${new Html(script)}</script>\n`}</body>
</html>
`.text;
}

/** The contents: the sections of two levels, and the way to the other page. */
function writeContents(page: Page, { pages, controls }: Frame): Html {
  const links = pages.map(
    ({ file, name }) => html`<li><a href="${file}"${file === page.file && html` aria-current="page"`}>${name}</a></li>`,
  );
  return html`<nav class="contents" aria-label="Contents">
<p class="brand"><a href="#top">${inline(page.title)}</a></p>
<ul class="pages">${links}</ul>${controls}
<ul>${page.sections.map((section) => writeItem(section, 1))}</ul>
</nav>`;
}

function writeItem({ id, title, blocks }: Section, level: 1 | 2): Html {
  const below = level === 1 ? blocks.flatMap((block) => (block.kind === 'section' ? writeItem(block, 2) : [])) : [];
  return html`<li><a href="#${id}">${inline(title)}</a>${below.length > 0 && html`<ul>${below}</ul>`}</li>\n`;
}

/** The sections of a page. Links to anchors of another page name its file: in the Markdown all pages are one file. */
function writeSections({ file, sections }: Page, pages: readonly Page[]): Html {
  const files = new Map(pages.flatMap((page) => findAnchors(page.sections).map((id) => [id, page.file] as const)));
  const { text } = html`${sections.map((section) => writeHtml(section, 2))}`;
  const linked = text.replace(/href="#([^"]+)"/g, (here, id: string) => {
    const target = files.get(id);
    if (target === undefined) throw new Error(`${file}: expected a block with the anchor ${id}`);
    return target === file ? here : `href="${target}#${id}"`;
  });
  return new Html(linked);
}

const findAnchors = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if (block.kind !== 'section' && block.kind !== 'details') return [];
    return [...(block.id === undefined ? [] : [block.id]), ...findAnchors(block.blocks)];
  });

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** JSON that cannot end a script element. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c');
