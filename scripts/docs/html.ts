import { parseMinorVersion } from '../../src/values/api-version.js';
import type { Block, Cell, Pair, Presence, Section } from './content/blocks.js';
import { type Html, html, inline } from './template.js';

/** A block as HTML whose heading, if it has one, is of a level. */
export function writeHtml(block: Block, level: number): Html {
  switch (block.kind) {
    case 'section':
      return writeSection(block, level);
    case 'paragraph':
      return html`<p${classOf(block.role)}${writePresence(block.presence)}>${inline(block.text)}</p>\n`;
    case 'facts':
      return html`<p class="facts">${block.type && html`<span class="type">${inline(block.type)}</span>`}${block.chips.map((chip) => html`<span class="chip">${inline(chip)}</span>`)}${block.since && html`<span class="since">${block.since}</span>`}</p>\n`;
    case 'list':
      return html`<ul>${block.items.map((item) => html`<li>${inline(item)}</li>`)}</ul>\n`;
    case 'pairs':
      return html`<dl class="${block.role ?? 'pairs'}">${block.rows.map(writePair)}</dl>\n`;
    case 'table':
      return html`<ul class="table">${block.rows.map((row) => writeRow(block.head, row))}</ul>\n`;
    case 'code':
      return html`<pre><code>${block.text}</code></pre>\n`;
    case 'details':
      return html`<details${block.id && html` id="${block.id}"`}${classOf(block.role)}><summary>${inline(block.summary)}</summary>
${block.blocks.map((one) => writeHtml(one, level))}</details>\n`;
  }
}

/** The heading links to itself, so that a reader can copy its address. */
function writeSection({ id, title, role, presence, blocks }: Section, level: number): Html {
  const content = html`${writePresence(presence)}>
<h${level}><a href="#${id}">${inline(title)}</a></h${level}>
${blocks.map((one) => writeHtml(one, level + 1))}`;
  if (level === 2) return html`<section class="part" id="${id}"${content}</section>\n`;
  return html`<div${classOf(role === 'error-response' ? 'entry error-response' : role)} id="${id}"${content}</div>\n`;
}

const classOf = (role: string | undefined): Html | undefined => (role ? html` class="${role}"` : undefined);

/** The minor numbers of the API versions that have something; the script of the page reads them. */
export const writePresence = ({ from, until }: Presence = {}): Html =>
  html`${from && html` data-from="${parseMinorVersion(from)}"`}${until && html` data-until="${parseMinorVersion(until)}"`}`;

const writePair = ([term, description]: Pair): Html =>
  html`<div><dt>${inline(term)}</dt><dd>${inline(description)}</dd></div>`;

/** A row of a table as a list item: a telephone has no room for columns. */
function writeRow(head: readonly string[], [first, ...cells]: readonly Cell[]): Html {
  const pairs = cells.map(
    ({ text, tone }, index) =>
      text !== '' && html`<div><dt>${inline(head[index + 1] ?? '')}</dt><dd${classOf(tone)}>${inline(text)}</dd></div>`,
  );
  return html`<li><p>${inline(first?.text ?? '')}</p><dl>${pairs}</dl></li>\n`;
}
