import type { Engine } from '../browser/data.js';
import type { Content, Status } from '../content/content.js';
import type { Schema } from '../content/entries.js';
import type { Refusal } from '../content/refusals.js';
import { builder, examples } from './builder.js';
import { compatibility } from './compatibility.js';
import { contents, type Item, pages } from './contents.js';
import { type Context, entry, errata } from './entry.js';
import { code, type Html, heading, html, inline, paragraphs } from './template.js';

/** The body of the reference page. */
export function reference(content: Content, engines: readonly Engine[]): Html {
  const context: Context = {
    oldest: content.versions[0] ?? '',
    enginesAt: (id) => content.engines.get(id),
    errataAt: (id) => content.errata.filter(({ about }) => about === id),
  };
  const sections = [
    ...[requestSection(content, context), parametersSection(content, context), filtersSection(content, context)],
    ...[responseSection(content, context), statusesSection(content, context), errorsSection(content)],
    ...[changesSection(content), compatibility(content.support)],
  ];
  return html`<a class="skip" href="#main">Skip to the reference</a>
<div class="page three">
${contents('List images', pages('reference'), versionChoice(content), itemsOf(content))}
<main id="main" tabindex="-1">
<div class="intro" id="top"><p class="verb"><span>GET</span> <code>/v<span id="shown-version">${content.version}</span>/images/json</code></p>
<h1>List images</h1>
<p class="lead">What engines really answer to this endpoint of the Docker Engine API, at every version from ${content.versions[0]} to ${content.versions.at(-1)}, proven on ${content.recordings} recorded answers of Docker and podman.</p></div>
${builder(content, engines)}
${sections}</main>
</div>
`;
}

const versionChoice = ({ versions, version }: Content): Html =>
  html`<p class="choice" id="choice" hidden><label for="version">My engine speaks API</label> <select id="version">${[...versions].reverse().map((one) => html`<option${one === version && html` selected`}>${one}</option>`)}</select></p>`;

const below = (all: readonly { readonly id: string; readonly name: string }[]): Item[] =>
  all.map(({ id, name }) => ({ id, text: `\`${name}\`` }));

function itemsOf(content: Content): Item[] {
  return [
    { id: 'request', text: 'Request' },
    { id: 'parameters', text: 'Query parameters', below: below(content.parameters) },
    { id: 'filters', text: 'Filters', below: below(content.filters) },
    {
      ...{ id: 'response', text: 'Response' },
      below: [
        ...content.schemas.map(({ id, name }) => ({ id, text: name })),
        { id: 'headers', text: 'Headers' },
        { id: 'examples', text: 'Examples' },
      ],
    },
    { id: 'statuses', text: 'Statuses', below: content.statuses.map(({ id, status }) => ({ id, text: status })) },
    {
      ...{ id: 'errors', text: 'Errors' },
      below: [
        { id: 'errors-docker', text: 'of Docker' },
        { id: 'errors-podman', text: 'of podman' },
      ],
    },
    { id: 'versions', text: 'What changed when' },
    {
      ...{ id: 'compatibility', text: 'What does my engine do?' },
      below: content.support.map(({ kind, title }) => ({ id: `compatibility-${kind}`, text: title })),
    },
  ];
}

const section = (id: string, title: string, body: readonly (Html | readonly Html[] | false)[]): Html =>
  html`<section class="part" id="${id}">
${heading(2, id, title)}
${body}</section>
`;

const requestSection = (content: Content, context: Context): Html =>
  section('request', 'Request', [
    paragraphs(content.about),
    paragraphs(content.request),
    errata(context.errataAt('request')),
  ]);

const parametersSection = (content: Content, context: Context): Html =>
  section('parameters', 'Query parameters', [content.parameters.map((one) => entry(one, 3, context))]);

const filtersSection = (content: Content, context: Context): Html =>
  section('filters', 'Filters', [
    paragraphs(content.filtersText),
    html`<dl class="stores">${content.spellings.map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${code(JSON.stringify(value))}</dd></div>`,
    )}</dl>`,
    errata(context.errataAt('filters')),
    content.filters.map((one) => entry(one, 3, context)),
  ]);

function responseSection(content: Content, context: Context): Html {
  return section('response', 'Response', [
    html`<p>A 200 is a list of <a href="#schema-imagesummary">ImageSummary</a>; every other status has an <a href="#schema-errorresponse">ErrorResponse</a>. Newer engines may send members that are not described here.</p>`,
    content.schemas.map((one) => schema(one, context)),
    html`<div id="headers">${heading(3, 'headers', 'Headers')}<p>Every answer has these, whatever its status.</p>${content.headers.map((one) => entry(one, 4, context))}</div>`,
    html`<div id="examples">${heading(3, 'examples', 'Examples')}<p>One image of a list that Docker 28.5.2 sent, from each store, and what Docker publishes as an example: its <code>Created</code> is a text where engines send a number, and no engine sends its <code>VirtualSize</code>, or <code>AttestationData</code> in a manifest of an image, at this version.</p>${examples(content.examples)}</div>`,
  ]);
}

const schema = (one: Schema, context: Context): Html => html`<div class="schema" id="${one.id}">
${heading(3, one.id, one.name)}
${paragraphs(one.text)}${one.kinds.length > 0 && html`<p>One of ${inline(one.kinds.join(', '))}.</p>`}
${errata(context.errataAt(one.id))}${one.members.map((member) => entry(member, 4, context))}</div>
`;

const statusesSection = (content: Content, context: Context): Html =>
  section('statuses', 'Statuses', [content.statuses.map((one) => status(one, context))]);

const status = (
  { id, status: code_, text, types }: Status,
  context: Context,
): Html => html`<div class="entry" id="${id}">
${heading(3, id, code(code_))}
<p class="facts">${types.map((type) => html`<span class="chip">${type}</span>`)}</p>
${paragraphs(text)}${errata(context.errataAt(id))}</div>
`;

function errorsSection({ refusals }: Content): Html {
  const of = (docker: boolean): Html[] => refusals.filter(({ isDocker }) => isDocker === docker).map(refusal);
  return section('errors', 'Errors', [
    html`<p>Every refusal that was recorded, by the words of the engine, with a request that gets it, how each recorded engine answers that request, and what to do. An engine without a store beside its name answers so with both.</p>
<p class="find" id="find" hidden><label for="words">Find a message</label> <input id="words" type="search" autocomplete="off" spellcheck="false"> <span role="status" id="found"></span></p>`,
    html`<div id="errors-docker">${heading(3, 'errors-docker', 'What Docker says')}${of(true)}</div>`,
    html`<div id="errors-podman">${heading(3, 'errors-podman', 'What podman says')}${of(false)}</div>`,
  ]);
}

/** How much of a message, and of a request, is shown. */
const MOST = 300;
const short = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);

const refusal = (one: Refusal): Html => html`<div class="entry refusal" id="${one.id}">
${heading(4, one.id, code(short(one.message)))}
<p>${inline(one.remedy)}</p>
<p class="request">${code(short(`GET ${readable(one.path)}`))}${one.others > 0 && ` and ${one.others} more`}</p>
<ul class="statuses">${one.engines.map(
  ({ status, engines, message }) =>
    html`<li><b>${status}</b> ${engines.join(', ')}${message !== undefined && html`: ${code(short(message))}`}</li>`,
)}</ul></div>
`;

/** A target with its escapes undone, where that can be read and undone again. */
function readable(path: string): string {
  const [before = '', query = ''] = path.split('?', 2);
  try {
    const decoded = decodeURIComponent(query);
    return /%|&.*[&=].*&/.test(decoded) ? path : `${before}?${decoded}`;
  } catch {
    return path;
  }
}

function changesSection(content: Content): Html {
  const versions = [...new Set(content.changes.map(({ version }) => version))];
  return section('versions', 'What changed when', [
    html`<dl class="changes">${versions.map(
      (version) =>
        html`<div id="api-${version.replace('.', '-')}"><dt>API ${version}</dt><dd><ul>${content.changes
          .filter((one) => one.version === version)
          .map(
            ({ kind, subject, text }) =>
              html`<li><span class="chip ${kind}">${kind}</span> ${inline(subject)}: ${inline(text)}</li>`,
          )}</ul></dd></div>`,
    )}</dl>
<p>Two recorded engines or more show each API version, but for these: ${content.evidence.map(([version, words], index) => html`${index > 0 && '; '}${version}, known from ${inline(words)}`)}.</p>`,
  ]);
}
