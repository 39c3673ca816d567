import { parseMinorVersion } from '../../../src/values/api-version.js';
import type { Entry } from '../content/entries.js';
import type { Erratum } from '../content/errata.js';
import { type Note, type Presence, presenceWords } from '../content/versions.js';
import { code, type Html, heading, html, inline, paragraphs } from './template.js';

/** What a block of the page is made with, beside what it is about. */
export interface Context {
  readonly oldest: string;
  /** Which engines know what a block is about, by its anchor. */
  readonly enginesAt: (id: string) => string | undefined;
  /** The errata about a block, by its anchor. */
  readonly errataAt: (id: string) => readonly Erratum[];
}

/** One parameter, filter, member or header as a block. */
export function entry(one: Entry, level: 3 | 4, context: Context): Html {
  const { facts, presence, notes } = one;
  return html`<div class="entry" id="${one.id}"${range(presence)}>
${heading(level, one.id, code(one.name))}
<p class="facts"><span class="type">${inline(facts.type)}</span>${facts.chips.map(chip)}${since(presence, context)}</p>
${paragraphs(facts.text)}
${stores(facts.stores)}${example(one.example)}${notes.map(note)}${engines(context.enginesAt(one.id))}
${errata(context.errataAt(one.id))}</div>
`;
}

/** Where something is, for the script to read: the minor numbers of API versions. */
export const range = ({ from, until }: Presence): Html =>
  html`${from && html` data-from="${parseMinorVersion(from)}"`}${until && html` data-until="${parseMinorVersion(until)}"`}`;

const chip = (words: string): Html =>
  html`<span class="chip${words === 'deprecated' && ' old'}">${inline(words)}</span>`;

const since = (presence: Presence, { oldest }: Context): Html =>
  html`<span class="since">${presenceWords(presence, oldest)}</span>`;

export function stores(facts: Readonly<Record<string, string>>): Html | false {
  const all = Object.entries(facts);
  const column = ([store, fact]: readonly [string, string]): Html =>
    html`<div><dt>${store} store</dt><dd>${inline(fact)}</dd></div>`;
  return all.length > 0 && html`<dl class="stores">${all.map(column)}</dl>`;
}

/** A recorded value, where it is short enough to help. */
const example = (value: string | undefined): Html | false =>
  value !== undefined && value.length > 2 && value.length < 90 && html`<p class="example">Recorded: ${code(value)}</p>`;

const engines = (line: string | undefined): Html | false => line !== undefined && html`<p class="engines">${line}</p>`;

/** What differs at other API versions. */
function note({ span, type, text, chips, stores: differing, ...presence }: Note): Html {
  return html`<div class="note"${range(presence)}><p><strong>${span}</strong>${type && html` <span class="type">${inline(type)}</span>`}${(chips ?? []).map(chip)}</p>
${paragraphs(text ?? [])}${stores(differing ?? {})}</div>`;
}

/** What is wrong in the published description, at the block that it is about. */
export const errata = (all: readonly Erratum[]): Html[] =>
  all.map(
    (
      one,
    ) => html`<details class="erratum"><summary>Docker’s page says otherwise: <q>${inline(one.published)}</q></summary>
<dl><div><dt>Engines</dt><dd>${inline(one.engines)}</dd></div>
<div><dt>Wrong in</dt><dd>${whereWrong(one)}</dd></div>
<div><dt>Proof</dt><dd>${proof(one)}</dd></div>
${one.upstream.length > 0 && html`<div><dt>Upstream</dt><dd>${upstream(one)}</dd></div>`}</dl>
<p><a href="checks.html#${one.id}">${one.name}</a></p></details>
`,
  );

export const whereWrong = ({ versions, mended, store }: Erratum): Html =>
  html`the files of API ${versions.replace('-', ' to ')}${mended && `; mended ${mended}`}${store !== 'both' && `; ${store} store`}`;

const proof = ({ proof: [first = '', ...more] }: Erratum): Html =>
  html`the recording ${code(first)}${more.length > 0 && ` and ${more.length} more`}`;

export const upstream = ({ upstream: links }: Erratum): Html[] =>
  links.map(({ url, text }, index) => html`${index > 0 && ', '}<a href="${url}">${text}</a>`);
