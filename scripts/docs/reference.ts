import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidence } from '../../generated/constants.js';
import { encodeFilters } from '../../src/client/filters.js';
import { refusal } from '../../src/connection/error.js';
import { checkExchange, type Exchange, type Finding } from '../../src/contract/index.js';
import { rules } from '../../src/contract/rules.js';
import type { ImageListFilters } from '../../src/index.js';
import { recordingsIn } from '../../src/recordings/recordings.js';
import { child } from '../../src/values/pointer.js';
import { visible } from '../../src/values/show.js';
import { ledger } from '../errata/ledger.js';
import { interviews } from '../errata/recordings.js';
import { outcomesOf, standingOf } from '../errata/versions.js';
import { at, type Json, type JsonObject } from '../generate/bundle.js';
import { type Block, code, heading, paragraphs, type Row, table } from './page.js';

const root = join(import.meta.dirname, '../..');
const text = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');
const objects = (value: Json | undefined): JsonObject[] => Object.values(value ?? []).map((one) => at(one));

/** The reference as a page: everything in it is read from the contract, the rules, the errata and the recordings. */
export async function reference(bundle: JsonObject): Promise<Block[]> {
  const operation = at(bundle, 'paths', '/images/json', 'get');
  const answers = await recorded();
  return [
    heading(1, 'top', 'List images: `GET /images/json`'),
    ...paragraphs(text(at(bundle, 'info').description)),
    ...request(operation),
    ...parameters(operation),
    ...filterKeys(bundle),
    ...members(bundle),
    ...examples(answers),
    ...statuses(operation, answers),
    ...checks(answers),
    ...(await errata()),
    ...compatibility(),
    ...versions(bundle),
  ];
}

const ENDPOINT = `/v1.49/images/json`;
const curl = (query: string): string => `curl --unix-socket /var/run/docker.sock 'http://localhost${ENDPOINT}${query}'`;
const call = (query: string): string =>
  `import { listImages } from 'docker-images-contract/client';\n\nconst images = await listImages(${query});`;

const request = (operation: JsonObject): Block[] => [
  heading(2, 'request', 'Request'),
  code('Request line', 'http', `GET ${ENDPOINT} HTTP/1.1`),
  code('With curl', 'sh', curl('')),
  code('With the client', 'ts', call('')),
  ...paragraphs(text(operation.description)),
];

/** The type of a schema, in words. */
const typeOf = (schema: JsonObject): string =>
  [schema.type ?? (schema.const !== undefined ? JSON.stringify(schema.const) : schema.anyOf ? 'object' : '')]
    .flat()
    .map((type) => (type === 'array' ? `list of ${typeOf(at(schema.items ?? {}))}` : String(type)))
    .join(' or ');

function parameters(operation: JsonObject): Block[] {
  const all = objects(operation.parameters);
  const rows = all.map((one): Row => {
    const schema = at(one.schema ?? { type: 'JSON text' });
    const standard = schema.default === undefined ? 'none' : String(schema.default);
    return [`[\`${text(one.name)}\`](#parameter-${text(one.name)})`, typeOf(schema), standard, text(one['x-since'])];
  });
  return [
    heading(2, 'parameters', 'Query parameters'),
    table('Query parameters', ['Parameter', 'Type', 'Default', 'Since API'], rows),
    ...all.flatMap((one) => {
      const name = text(one.name);
      const filtered = encodeFilters({ dangling: ['false'] });
      const [query, use] = one.schema
        ? [`?${name}=true`, `{ ${/\W/.test(name) ? `'${name}'` : name}: true }`]
        : [`?${name}=${filtered}`, `{ filters: { dangling: ['false'] } }`];
      return [
        heading(3, `parameter-${name}`, `\`${name}\``),
        ...paragraphs(text(one.description)),
        code(`${name} with curl`, 'sh', curl(query)),
        code(`${name} with the client`, 'ts', call(use)),
      ];
    }),
  ];
}

function filterKeys(bundle: JsonObject): Block[] {
  const schemas = at(bundle, 'components', 'schemas');
  const [lists, sets] = ['ImageListFiltersAsLists', 'ImageListFiltersAsSets'].map((name) =>
    at(schemas, name, 'properties'),
  );
  const keys = Object.entries(lists ?? {});
  const rows = keys.map(([key, schema]): Row => {
    const other = at(sets ?? {}, key);
    return [`[\`${key}\`](#filter-${anchor(key)})`, text(at(schema)['x-since']), text(other['x-since'])];
  });
  return [
    heading(2, 'filters', 'Filter keys'),
    ...paragraphs(text(at(schemas, 'ImageListFilters').description)),
    table('Filter keys', ['Key', 'As a list since API', 'As a set since API'], rows),
    ...keys.flatMap(([key, schema]) => {
      const [example] = Object.values(at(schema).examples ?? []);
      const filters = { [key]: example } as ImageListFilters; // the key and its example are the fragment's
      const use = `{ filters: { ${/\W/.test(key) ? `'${key}'` : key}: ${JSON.stringify(example).replaceAll('"', "'")} } }`;
      return [
        heading(3, `filter-${anchor(key)}`, `\`${key}\``),
        ...paragraphs(text(at(schema).description)),
        code(`${key} with curl`, 'sh', curl(`?filters=${encodeFilters(filters)}`)),
        code(`${key} with the client`, 'ts', call(use)),
      ];
    }),
  ];
}

const anchor = (name: string): string => name.replace('!', '-not').toLowerCase();

/** The facts of a member that have columns of their own. */
function words(schema: JsonObject): string {
  const [first = ''] = text(schema.description).split(/\n\n(?=(?:Unit: |Since API ))/);
  return first.replace(/\s+/g, ' ');
}

const refOf = (schema: JsonObject): string =>
  /[^/]+$/.exec(text(schema.$ref ?? (child(schema.items, '$ref') as Json)))?.[0] ?? '';

function memberRow(required: readonly Json[], name: string, schema: JsonObject, bundle: JsonObject): Row {
  const to = refOf(schema);
  const target = to ? at(bundle, 'components', 'schemas', to) : {};
  const plain =
    schema.const !== undefined ? `\`${schema.const}\`` : typeOf({ ...target, ...schema }).replace(' or null', '');
  const stores = at(schema['x-stores'] ?? {});
  return [
    `\`${name}\``,
    to ? `[${to}](#schema-${to.toLowerCase()})${schema.items ? ', a list' : ''}` : plain,
    required.includes(name) ? 'always' : 'may be absent',
    [schema.type].flat().includes('null') ? 'may be null' : 'never null',
    text(schema['x-unit']),
    text(schema['x-since']),
    words(schema),
    text(stores.containerd),
    text(stores.graphdriver),
  ];
}

function members(bundle: JsonObject): Block[] {
  const schemas = Object.entries(at(bundle, 'components', 'schemas')).filter(
    ([name]) => !/Filters|ValueSet/.test(name),
  );
  const head = [
    'Member',
    'Type',
    'Presence',
    'Null',
    'Unit',
    'Since API',
    'Meaning',
    'Containerd store',
    'Graphdriver store',
  ];
  return [
    heading(2, 'response', 'Response'),
    ...paragraphs(
      'A 200 is a list of [ImageSummary](#schema-imagesummary); every other status has an [ErrorResponse](#schema-errorresponse). Members that are not described may come with newer engines.',
    ),
    ...schemas.flatMap(([name, value]) => {
      const schema = at(value);
      const rows = Object.entries(at(schema.properties ?? {})).map(([key, member]) =>
        memberRow(Object.values(schema.required ?? []), key, at(member), bundle),
      );
      const kinds = objects(schema.oneOf).map((one) => `[${refOf(one)}](#schema-${refOf(one).toLowerCase()})`);
      return [
        heading(3, `schema-${name.toLowerCase()}`, name),
        ...paragraphs(text(schema.description)),
        ...(kinds.length > 0 ? paragraphs(`One of ${kinds.join(', ')}.`) : []),
        // A column that says nothing is left out.
        ...(rows.length > 0 ? [narrowed(table(`Members of ${name}`, head, rows))] : []),
      ];
    }),
  ];
}

function narrowed(block: Block): Block {
  if (block.kind !== 'table') return block;
  const kept = block.head.flatMap((_, column) => (block.rows.some((row) => row[column]) ? [column] : []));
  const cut = (row: readonly string[]): string[] => kept.map((column) => row[column] ?? '');
  return table(block.name, cut(block.head), block.rows.map(cut));
}

/** A recorded answer with the file that it stands in. */
interface Answer {
  readonly file: string;
  readonly exchange: Exchange;
}

async function recorded(): Promise<Answer[]> {
  const folder = join(root, 'test/recordings');
  const all: Answer[] = [];
  for await (const { exchange, file } of recordingsIn([folder])) {
    all.push({ file: file.name.slice(folder.length + 1), exchange });
  }
  return all;
}

function examples(answers: readonly Answer[]): Block[] {
  const cut = (file: string): string => {
    const body = answers.find((answer) => answer.file === file)?.exchange.response.body;
    const images = Array.isArray(body) ? body : [];
    const [image] = images.filter(
      (one) => child(one, 'Manifests') === undefined || Object(child(one, 'Manifests')).length > 1,
    );
    return JSON.stringify([image], null, 2);
  };
  const published = readFileSync(join(root, 'test/contract/published-example.json'), 'utf8');
  return [
    heading(2, 'examples', 'Examples'),
    ...paragraphs(
      'One image of a list that Docker 28.5.2 sent, cut from our recordings, beside the example that Docker publishes.',
    ),
    heading(3, 'example-containerd', 'From a containerd store, with `manifests=true`'),
    code('An image of a containerd store', 'json', cut('docker-28.5.2-containerd/manifests.json.gz')),
    heading(3, 'example-graphdriver', 'From a graphdriver store'),
    code('An image of a graphdriver store', 'json', cut('docker-28.5.2-overlay2/plain.json.gz')),
    heading(3, 'example-published', 'As published'),
    ...paragraphs(
      '`Created` is a text here, and an engine sends a number; `VirtualSize`, and `AttestationData` in a manifest of an image, no engine sends at this version.',
    ),
    code('The published example', 'json', published.trim()),
  ];
}

function statuses(operation: JsonObject, answers: readonly Answer[]): Block[] {
  const all = Object.entries(at(operation, 'responses'));
  return [
    heading(2, 'statuses', 'Statuses'),
    ...all.flatMap(([status, response]) => {
      const bodies = answers.filter(
        ({ file, exchange }) => file.startsWith('docker-28') && String(exchange.response.status) === status,
      );
      const said = bodies.map(({ exchange }) =>
        String(child(exchange.response.body, 'message') ?? exchange.response.bodyText ?? ''),
      );
      const rows = [
        ...new Map(said.map((message): [string, string] => [refusal(Number(status), { message }).hint, message])),
      ];
      const [hint] = [refusal(Number(status), { message: text(at(response).description) }).hint];
      return [
        heading(3, `status-${status}`, status),
        ...paragraphs(text(at(response).description)),
        ...(status === '200'
          ? []
          : rows.length > 0
            ? [
                table(
                  `What Docker 28.5.2 said with ${status}, and what to do`,
                  ['Message', 'What to do'],
                  rows.map(([remedy, message]) => [`\`${visible(message).replaceAll('`', "'")}\``, remedy]),
                ),
              ]
            : paragraphs(`What to do: ${hint} No engine could be brought to send it, so there is no example.`)),
      ];
    }),
  ];
}

/** Each rule with a finding of it in what podman answered, where there is one. */
function checks(answers: readonly Answer[]): Block[] {
  const samples = new Map<string, Finding>();
  for (const { exchange } of answers) {
    for (const finding of checkExchange(exchange)) if (!samples.has(finding.rule)) samples.set(finding.rule, finding);
  }
  const rows = rules.map(({ name, severity, meaning, remedy }): Row => {
    const sample = samples.get(name);
    const shown = sample
      ? `\`${visible(`${sample.pointer} ${sample.message}`).trim().replaceAll('`', "'")}\``
      : 'none in our recordings';
    return [`\`${name}\``, severity, meaning, remedy, shown];
  });
  return [
    heading(2, 'rules', 'What the check finds'),
    ...paragraphs(
      '`docker-images-contract check` judges recorded or live answers; the samples are what it finds in recorded answers.',
    ),
    table('Rules', ['Rule', 'Severity', 'A finding means that', 'What to do', 'Sample'], rows),
  ];
}

async function errata(): Promise<Block[]> {
  const recorded = await interviews();
  const all = ledger().map((one) => ({ ...one, ...standingOf(outcomesOf(one, recorded)) }));
  const rows = all.map((one): Row => {
    const files = [...new Set(one.proof.flatMap((proof) => ('recordings' in proof ? proof.recordings : [])))];
    const [first = ''] = files;
    const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
    return [
      `\`${one.id}\``,
      one.published,
      one.engines,
      one.since ?? '',
      one.store,
      one.versions,
      [
        one.mended?.text && `in the file of API ${one.mended.text}`,
        one.mended?.engine && `in Engine ${one.mended.engine}`,
      ]
        .filter(Boolean)
        .join(', '),
      one.proven.join(', '),
      first && `\`${first}\`${more}`,
    ];
  });
  const unproven = all.flatMap(({ id, unproven }) =>
    [...new Set(unproven.values())].map((why): Row => {
      const versions = [...unproven.keys()].filter((version) => unproven.get(version) === why);
      return [`\`${id}\``, versions.join(', '), why];
    }),
  );
  return [
    heading(2, 'errata', 'Where the published description is wrong'),
    ...paragraphs(
      'Every entry is proven again by the tests, on the recordings that it names, and on those of other API versions.',
    ),
    table(
      'Errata',
      [
        ...['Erratum', 'Published', 'What engines do', 'Since', 'Store', 'Wrong in API', 'Mended', 'Proven at API'],
        'Proof',
      ],
      rows,
    ),
    ...paragraphs('At these API versions there are recordings, and none proves it.'),
    table('Errata that recordings of an API version do not prove', ['Erratum', 'API', 'Why'], unproven),
  ];
}

function compatibility(): Block[] {
  const lines = readFileSync(join(root, 'test/recordings/compatibility.md'), 'utf8').split('\n');
  const [head = [], , ...rows] = lines
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return [
    heading(2, 'podman', 'Where podman departs'),
    ...paragraphs(
      'How many of 180 answers of each podman have a finding, by rule and place, with a question that gets one.',
    ),
    table('Findings in what podman answers', head, rows),
  ];
}

/** What changed with which API version, newest first, and which versions are known from one engine alone. */
function versions(bundle: JsonObject): Block[] {
  const { 'x-changes': changes = [] } = at(bundle, 'info');
  const rows = objects(changes).map(
    ({ version, change, source }): Row => [
      text(version),
      [text(change), source === undefined ? '' : `Known from ${text(source)}`].filter(Boolean).join(' '),
    ],
  );
  const known = Object.entries(evidence).map(([version, words]): Row => [version, `${words}.`]);
  return [
    heading(2, 'versions', 'What changed with which API version'),
    table('API versions', ['API version', 'What changed from it on'], rows.reverse()),
    ...paragraphs('Two recorded engines or more show each API version, but for these:'),
    table('API versions that one engine shows', ['API version', 'Known from'], known),
  ];
}
