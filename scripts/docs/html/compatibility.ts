import type { EngineSupport, Support, SupportGroup } from '../content/support.js';
import { code, type Html, heading, html, inline } from './template.js';

/** What each engine does, a statement a block: there is room for no table of six engines on a telephone. */
export function compatibility(groups: readonly SupportGroup[]): Html {
  const parts = groups.map(
    ({ kind, title, rows }) =>
      html`<div id="compatibility-${kind}">${heading(3, `compatibility-${kind}`, title)}${rows.map(row)}</div>`,
  );
  return html`<section class="part" id="compatibility">
${heading(2, 'compatibility', 'What does my engine do?')}
<p>By engine, the first version that is known to do so; ≤ where older ones may do so too. Docker and podman were recorded, what is marked <em>source</em> was read in the source of the engine. <a href="compat.json">compat.json</a> has for each the recording or the source that proves it.</p>
${parts}</section>
`;
}

const row = ({ name, about, description, engines }: Support): Html =>
  html`<div class="statement"><p>${about ? html`<a href="#${about}">${code(name)}</a>` : inline(description ?? name)}</p>
<dl>${engines.map((engine) => html`<div><dt>${label(engine)}</dt><dd>${engine.ranges.map(range)}</dd></div>`)}</dl></div>
`;

const label = ({ name, store, isRead }: EngineSupport): Html =>
  html`${name}${store && ` ${store}`}${isRead && html` <em>source</em>`}`;

const range = ({ words, range: { added, partial, note } }: EngineSupport['ranges'][number]): Html =>
  html`<span class="${added === false ? 'no' : partial ? 'in-part' : 'yes'}">${words}</span>${note && html` <small>${inline(note)}</small>`} `;
