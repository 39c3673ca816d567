import type { Engine, Statement as FullStatement, Range } from '../../../generated/compat.js';
import { filterId, memberId, parameterId, statusId } from '../content/anchors.js';
import { code, type Html, heading, html, inline, type Value } from './template.js';

/** The data of generated/compat.json, as far as the page shows it; its schema is openapi/compat.schema.json. */
export interface Compatibility {
  readonly engines: Readonly<Record<string, Pick<Engine, 'name' | 'store' | 'recorded'>>>;
  readonly statements: Readonly<Record<string, Readonly<Record<string, Statement>>>>;
}

interface Statement extends Pick<FullStatement, 'description'> {
  readonly support: Readonly<Record<string, readonly Range[]>>;
}

/** The kinds of statements, each with its title and the block that a statement is about. */
const kinds: Readonly<Record<string, readonly [title: string, idOf?: (name: string) => string]>> = {
  member: ['Members that it sends', (name) => memberId(...(name.split(/\.(.*)/s, 2) as [string, string]))], // schema and member
  parameter: ['Parameters that it reads', parameterId],
  filter: ['Filters that it knows', filterId],
  status: ['Statuses that it answers with', statusId],
  behaviour: ['What it does'],
};

/** What each engine does, a statement a block: there is room for no table of six engines on a telephone. */
export function compatibility(compat: Compatibility): Html {
  const groups = Object.entries(compat.statements).map(([kind, statements]) => {
    const [title, idOf] = kinds[kind] ?? [kind];
    const rows = Object.entries(statements).map(([name, one]) => row(compat, name, one, idOf?.(name)));
    return html`<div id="compatibility-${kind}">${heading(3, `compatibility-${kind}`, title)}${rows}</div>`;
  });
  return html`<section class="part" id="compatibility">
${heading(2, 'compatibility', 'What does my engine do?')}
<p>By engine, the first version that is known to do so; ≤ where older ones may do so too. Docker and podman were recorded, what is marked <em>source</em> was read in the source of the engine. <code>compat.json</code> has for each the recording or the source that proves it.</p>
${groups}</section>
`;
}

const row = ({ engines }: Compatibility, name: string, { description, support }: Statement, about?: string): Html =>
  html`<div class="statement"><p>${about ? html`<a href="#${about}">${code(name)}</a>` : inline(description ?? name)}</p>
<dl>${Object.entries(engines).flatMap(([id, engine]) => {
    const ranges = support[id];
    return ranges ? [html`<div><dt>${label(engine)}</dt><dd>${ranges.map(range)}</dd></div>`] : [];
  })}</dl></div>
`;

const label = ({ name, store, recorded }: Compatibility['engines'][string]): Value => [
  name,
  store && ` ${store}`,
  Object.keys(recorded).length === 0 && html` <em>source</em>`,
];

function range({ added, removed, apiAdded, apiRemoved, partial, note }: Range): Html {
  const words = [
    added === false ? 'no' : added,
    removed && `until ${removed}`,
    apiAdded && `from API ${apiAdded}`,
    apiRemoved && `before API ${apiRemoved}`,
    partial && 'in part',
  ];
  return html`<span class="${added === false ? 'no' : partial ? 'in-part' : 'yes'}">${words.filter(Boolean).join(', ')}</span>${note && html` <small>${inline(note)}</small>`} `;
}
