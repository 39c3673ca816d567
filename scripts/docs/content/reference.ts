import { at, type Json, type JsonObject, objects, operationOf, schemasOf } from '../../generate/bundle.js';
import { statusId } from './anchors.js';
import { type Block, entry, inlineCode, type Page, paragraph, type Section, section } from './blocks.js';
import { changeSections } from './changes.js';
import type { Content } from './content.js';
import type { Entry } from './entries.js';
import { paragraphs, text } from './facts.js';
import { supportSections } from './support.js';
import { formatPresence, type Note } from './versions.js';

/** The page on the endpoint: its request, its responses, and how engines and API versions differ. */
export function referencePage(content: Content): Page {
  const { version, versions, recordings } = content;
  return {
    ...{ file: 'index.html', id: 'top', name: 'Reference', title: 'List images' },
    lead: `What engines really answer to this endpoint of the Docker Engine API, at every version from ${versions[0]} to ${versions.at(-1)}, proven on ${recordings.length} recorded answers of Docker and podman.`,
    sections: [
      requestSection(content, version),
      section(
        'parameters',
        'Query parameters',
        content.parameters.map((one) => entrySection(one, content)),
      ),
      filtersSection(content),
      responseSection(content),
      statusesSection(content),
      errorsSection(content),
      versionsSection(content),
      section('compatibility', 'What does my engine do?', [
        paragraph(
          'By engine, the first version that is known to do so; ≤ where older ones may do so too. Docker and podman were recorded, what is marked *source* was read in the source of the engine. [compat.json](compat.json) has for each the recording or the source that proves it.',
        ),
        ...supportSections(content.compat),
      ]),
    ],
  };
}

/** The errata about a block, by its anchor. */
const errataAt = ({ errata }: Content, id: string): Block[] =>
  errata.filter(({ about }) => about === id).map(({ note }) => note);

function requestSection(content: Content, version: string): Section {
  const about = text(at(content.bundle, 'info').description);
  return section('request', 'Request', [
    { kind: 'code', language: 'http', text: `GET /v${version}/images/json HTTP/1.1` },
    {
      ...{ kind: 'code', language: 'sh' },
      text: `curl --unix-socket /var/run/docker.sock 'http://localhost/v${version}/images/json'`,
    },
    ...paragraphs(`${about}\n\n${text(operationOf(content.bundle).description)}`).map(paragraph),
    ...errataAt(content, 'request'),
  ]);
}

const MAX_EXAMPLE_CHARACTERS = 200;

/** One parameter, filter, field or header. */
function entrySection({ id, name, facts, presence, notes, example = '' }: Entry, content: Content): Section {
  const since = formatPresence(presence, content.versions[0] ?? '');
  const engines = content.engineLines.get(id);
  const blocks: Block[] = [
    { kind: 'facts', type: facts.type, chips: facts.chips, since },
    ...facts.text.map(paragraph),
    ...storesBlock(facts.stores),
    // `[]` and `{}` help nobody.
    ...(example.length > 2 && example.length < MAX_EXAMPLE_CHARACTERS
      ? [smallParagraph(`Recorded: ${inlineCode(example)}`)]
      : []),
    ...notes.map(noteBlock),
    ...(engines === undefined ? [] : [smallParagraph(engines)]),
    ...errataAt(content, id),
  ];
  return { ...entry(id, inlineCode(name), blocks), presence };
}

const smallParagraph = (words: string): Block => ({ kind: 'paragraph', role: 'small', text: words });

function storesBlock(stores: Readonly<Record<string, string>>): Block[] {
  const rows = Object.entries(stores).map(([store, fact]) => [`${store} store`, fact] as const);
  return rows.length > 0 ? [{ kind: 'pairs', role: 'stores', rows }] : [];
}

function noteBlock({ span, type, chips = [], text: sentences = [], stores = {}, ...presence }: Note): Block {
  const facts = [...(type ? [`type ${type}`] : []), ...chips].join(', ');
  const storeFacts = Object.entries(stores).map(([store, fact]) => `${store} store: ${fact}.`);
  const words = [`**${span}:**`, facts && `${facts}.`, ...sentences, ...storeFacts].filter(Boolean);
  return { kind: 'paragraph', role: 'note', presence, text: words.join(' ') };
}

function filtersSection(content: Content): Section {
  const parameter = objects(operationOf(content.bundle).parameters).find(({ name }) => name === 'filters') ?? {};
  const examples = objects(at(parameter, 'content', 'application/json', 'examples'));
  const rows = examples.map(({ summary, value }) => [text(summary), inlineCode(JSON.stringify(value))] as const);
  return section('filters', 'Filters', [
    ...paragraphs(text(at(schemasOf(content.bundle), 'ImageListFilters').description)).map(paragraph),
    { kind: 'pairs', role: 'stores', rows },
    ...errataAt(content, 'filters'),
    ...content.filters.map((one) => entrySection(one, content)),
  ]);
}

function responseSection(content: Content): Section {
  const schemas = content.schemas.map(({ id, name, text: sentences, kinds, fields }): Section => {
    const kindsBlock = kinds.length > 0 ? [paragraph(`One of ${kinds.join(', ')}.`)] : [];
    const fieldSections = fields.map((one) => entrySection(one, content));
    const blocks = [...sentences.map(paragraph), ...kindsBlock, ...errataAt(content, id), ...fieldSections];
    return { kind: 'section', role: 'schema', id, title: name, blocks };
  });
  return section('response', 'Response', [
    paragraph(
      'A 200 is a list of [ImageSummary](#schema-imagesummary); every other status has an [ErrorResponse](#schema-errorresponse). Newer engines may send members that are not described here.',
    ),
    ...schemas,
    section('headers', 'Headers', [
      paragraph('Every answer has these, whatever its status.'),
      ...content.headers.map((one) => entrySection(one, content)),
    ]),
    section('examples', 'Examples', [
      paragraph(
        'One image of a list that Docker 28.5.2 sent, from each store, and what Docker publishes as an example: its `Created` is a text where engines send a number, and no engine sends its `VirtualSize`, or `AttestationData` in a manifest of an image, at this version.',
      ),
      ...exampleBlocks(operationOf(content.bundle), content.published),
    ]),
  ]);
}

function exampleBlocks(operation: JsonObject, published: Json): Block[] {
  const examples = at(operation, 'responses', '200', 'content', 'application/json', 'examples');
  const all = [
    ...Object.entries(examples).map(([store, one]) => [store, text(at(one).summary), at(one).value] as const),
    ['published', 'As Docker publishes it', published] as const,
  ];
  return all.map(([name, summary, value]) => ({
    ...{ kind: 'details', id: `example-${name}`, summary },
    blocks: [{ kind: 'code', language: 'json', text: JSON.stringify(value, null, 2) }],
  }));
}

function statusesSection(content: Content): Section {
  const responses = Object.entries(at(operationOf(content.bundle), 'responses'));
  return section(
    'statuses',
    'Statuses',
    responses.map(([status, response]) =>
      entry(statusId(status), inlineCode(status), [
        { kind: 'facts', chips: Object.keys(at(at(response).content ?? {})) },
        ...paragraphs(text(at(response).description)).map(paragraph),
        ...errataAt(content, statusId(status)),
      ]),
    ),
  );
}

function errorsSection({ errorMessages }: Content): Section {
  const sections = (ofDocker: boolean): Section[] =>
    errorMessages.filter(({ isDocker }) => isDocker === ofDocker).map((one) => one.section);
  return section('errors', 'Errors', [
    paragraph(
      'Every error message that was recorded, with a request that gets it, how each recorded engine answers that request, and what to do. An engine without a store beside its name answers so with both.',
    ),
    section('errors-docker', 'What Docker says', sections(true)),
    section('errors-podman', 'What podman says', sections(false)),
  ]);
}

function versionsSection({ parameters, filters, schemas, evidence }: Content): Section {
  const sources = Object.entries(evidence).map(([version, words]) => `${version}, known from ${words}`);
  return section('versions', 'What changed when', [
    ...changeSections(parameters, filters, schemas),
    paragraph(`Two recorded engines or more show each API version, but for these: ${sources.join('; ')}.`),
  ]);
}
