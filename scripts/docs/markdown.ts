import { escapeControlCharacters } from '../../src/values/format-value.js';
import type { Content } from './content/content.js';
import type { Entry, Schema } from './content/entries.js';
import type { Erratum } from './content/errata.js';
import type { Refusal } from './content/refusals.js';
import type { EngineSupport } from './content/support.js';
import { type Note, presenceWords } from './content/versions.js';

/** The same content as the pages, as one Markdown text; its anchors are written out, so that no renderer's own rule counts. */
export function markdown(content: Content): string {
  const parts = [
    '<!-- Made by `npm run generate`; do not edit. -->',
    heading(1, 'top', 'List images: `GET /images/json`'),
    ...content.about,
    heading(2, 'request', 'Request'),
    ...code('http', `GET /v${content.version}/images/json HTTP/1.1`),
    ...code('sh', `curl --unix-socket /var/run/docker.sock 'http://localhost/v${content.version}/images/json'`),
    ...content.request,
    ...errataAt(content, 'request'),
    heading(2, 'parameters', 'Query parameters'),
    ...content.parameters.flatMap((one) => entry(3, one, content)),
    heading(2, 'filters', 'Filters'),
    ...content.filtersText,
    ...content.spellings.map(([name, value]) => `${name}: \`${JSON.stringify(value)}\``),
    ...errataAt(content, 'filters'),
    ...content.filters.flatMap((one) => entry(3, one, content)),
    ...response(content),
    ...statuses(content),
    ...errors(content),
    ...changes(content),
    ...support(content),
    ...rules(content),
    ...podman(content),
    ...errata(content),
  ];
  return `${parts.join('\n\n')}\n`;
}

const heading = (level: number, id: string, text: string): string =>
  `<a id="${id}"></a>\n\n${'#'.repeat(level)} ${text}`;
const code = (language: string, text: string): string[] => [`\`\`\`${language}\n${text}\n\`\`\``];
const list = (items: readonly string[]): string[] =>
  items.length > 0 ? [items.map((item) => `- ${item}`).join('\n')] : [];

/** Text of an engine as inline code: a backquote would end it. */
const said = (text: string): string => `\`${escapeControlCharacters(text).replaceAll('`', "'")}\``;

function entry(level: number, { id, name, facts, presence, notes, example }: Entry, content: Content): string[] {
  const words = [facts.type, ...facts.chips, presenceWords(presence, content.versions[0] ?? '')];
  return [
    heading(level, id, `\`${name}\``),
    `${words.join(' · ')}.`,
    ...facts.text,
    ...list(storeWords(facts.stores)),
    ...(example === undefined ? [] : [`Recorded: ${said(example)}`]),
    ...list(notes.map(noteWords)),
    ...[content.engines.get(id) ?? []].flat(),
    ...errataAt(content, id),
  ];
}

const storeWords = (stores: Readonly<Record<string, string>>): string[] =>
  Object.entries(stores).map(([store, fact]) => `${store} store: ${fact}`);

const noteWords = ({ span, type, chips, text, stores }: Note): string => {
  const facts = [type && `type ${type}`, ...(chips ?? [])].filter(Boolean).join(', ');
  const sentences = [facts, ...storeWords(stores ?? {})].filter(Boolean).map((words) => `${words}.`);
  const [first, ...rest] = facts === '' ? [undefined, ...sentences] : sentences;
  return [`${span}:`, first, ...(text ?? []), ...rest].filter(Boolean).join(' ');
};

/** What is wrong in the published description, at the place that it is about. */
const errataAt = ({ errata: all }: Content, id: string): string[] =>
  list(
    all
      .filter(({ about }) => about === id)
      .map(
        ({ id: anchor, published, engines }) =>
          `Docker's page says otherwise: "${published}" Engines: ${engines} ([erratum](#${anchor}))`,
      ),
  );

function response(content: Content): string[] {
  const schema = ({ id, name, text, kinds, members }: Schema): string[] => [
    heading(3, id, name),
    ...text,
    ...(kinds.length > 0 ? [`One of ${kinds.join(', ')}.`] : []),
    ...errataAt(content, id),
    ...members.flatMap((member) => entry(4, member, content)),
  ];
  return [
    heading(2, 'response', 'Response'),
    'A 200 is a list of [ImageSummary](#schema-imagesummary); every other status has an [ErrorResponse](#schema-errorresponse). Newer engines may send members that are not described here.',
    ...content.schemas.flatMap(schema),
    heading(3, 'headers', 'Headers'),
    'Every answer has these, whatever its status.',
    ...content.headers.flatMap((one) => entry(4, one, content)),
    heading(3, 'examples', 'Examples'),
    ...content.examples.flatMap(({ id, title, value }) => [
      heading(4, id, title),
      ...code('json', JSON.stringify(value, null, 2)),
    ]),
  ];
}

const statuses = (content: Content): string[] => [
  heading(2, 'statuses', 'Statuses'),
  ...content.statuses.flatMap(({ id, status, text, types }) => [
    heading(3, id, `\`${status}\``),
    types.join(' · '),
    ...text,
    ...errataAt(content, id),
  ]),
];

function errors({ refusals }: Content): string[] {
  const refusal = ({ id, message, remedy, path, engines }: Refusal): string[] => [
    heading(4, id, said(message)),
    remedy,
    said(`GET ${path}`),
    ...list(
      engines.map(
        ({ status, engines: names, message: other }) =>
          `${status} ${names.join(', ')}${other === undefined ? '' : `: ${said(other)}`}`,
      ),
    ),
  ];
  const of = (docker: boolean): string[] => refusals.filter(({ isDocker }) => isDocker === docker).flatMap(refusal);
  return [
    heading(2, 'errors', 'Errors'),
    'Every refusal that was recorded, by the words of the engine, with a request that gets it, how each recorded engine answers that request, and what to do.',
    ...[heading(3, 'errors-docker', 'What Docker says'), ...of(true)],
    ...[heading(3, 'errors-podman', 'What podman says'), ...of(false)],
  ];
}

const changes = (content: Content): string[] => [
  heading(2, 'versions', 'What changed when'),
  ...list(content.changes.map(({ version, kind, subject, text }) => `API ${version}, ${kind}: ${subject}: ${text}`)),
  `Two recorded engines or more show each API version, but for these: ${content.evidence.map(([version, words]) => `${version}, known from ${words}`).join('; ')}.`,
];

const support = ({ support: groups }: Content): string[] => [
  heading(2, 'compatibility', 'What does my engine do?'),
  'By engine, the first version that is known to do so; ≤ where older ones may do so too. Docker and podman were recorded; of the others the source was read. `compat.json` has for each the recording or the source that proves it.',
  ...groups.flatMap(({ kind, title, rows }) => [
    heading(3, `compatibility-${kind}`, title),
    ...rows.flatMap(({ name, about, description, engines }) => [
      about ? `[\`${name}\`](#${about})` : (description ?? name),
      ...list(engines.map(engineWords)),
    ]),
  ]),
];

const engineWords = ({ name, store, ranges }: EngineSupport): string =>
  `${store ? `${name} ${store}` : name}: ${ranges.map(({ words, range: { note } }) => (note ? `${words} (${note})` : words)).join('; ')}`;

const rules = (content: Content): string[] => [
  heading(2, 'rules', 'Rules of the check'),
  ...content.rules.flatMap(({ name, severity, meaning, reason, remedy, sample }) => [
    heading(3, `rule-${name.replace('/', '-')}`, `\`${name}\``),
    `${severity}. A finding means that ${meaning}. ${reason}`,
    `What to do: ${remedy}`,
    `Sample: ${said(`${sample.finding.pointer} ${sample.finding.message}`.trim())}, from \`${sample.file}\`${sample.changed ? `, changed at \`${sample.changed.at}\`` : ''}.`,
  ]),
];

function podman({ podman: [head = [], ...rows] }: Content): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    heading(2, 'podman', 'Where podman departs'),
    'How many of 180 answers of each podman have a finding, by rule and place, with a question that gets one.',
    [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n'),
  ];
}

const errata = ({ errata: all }: Content): string[] => [
  heading(2, 'errata', 'Errata'),
  'Where the description that Docker publishes is wrong. Tests prove each again, on the recordings that it names and on those of other API versions.',
  ...all.flatMap((one) => [heading(3, one.id, `\`${one.name}\``), ...erratum(one)]),
];

const erratum = (one: Erratum): string[] =>
  list([
    `Published: ${one.published}`,
    `Engines: ${one.engines}`,
    `Wrong in API ${one.versions}${one.mended && `; mended ${one.mended}`}${one.store === 'both' ? '' : `; ${one.store} store`}`,
    ...(one.since === undefined ? [] : [`Engines since ${one.since}`]),
    `Proven at API ${one.provenAt.join(', ')}`,
    ...one.unproven.map(([why, versions]) => `Not proven at API ${versions.join(', ')}: ${why}`),
    `Proof: ${one.proof.map((file) => `\`${file}\``).join(', ')}`,
    ...(one.upstream.length > 0
      ? [`Upstream: ${one.upstream.map(({ url, text }) => `[${text}](${url})`).join(', ')}`]
      : []),
  ]);

/** What is there for language models and other readers of text, as `llms.txt` has it. */
export const llms = (content: Content): string => `# docker-images-contract

> The contract of one endpoint of the Docker Engine API, GET /images/json, at API versions ${content.versions[0]} to ${content.versions.at(-1)}, as engines really answer it: proven on ${content.recordings} recorded answers.

- [Reference](reference.md): every parameter, filter, member, header, status, refusal, rule and erratum, in Markdown
- [Reference as a page](index.html): the same, with a request builder
- [Checks and errata as a page](checks.html): rules, formats, errata

## Data

- [OpenAPI 3.1 of API ${content.version}](openapi.json)
- [What engines do, by version, with the proof](compat.json)
`;
