import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Exchange, Finding } from '../../src/contract/index.js';
import { child, member, tokens } from '../../src/values/pointer.js';
import type { Json, JsonObject } from '../generate/bundle.js';
import { minorOf } from '../generate/contracts.js';
import { answerPointer } from '../generate/schemas.js';
import { setAtPointer } from '../set-at-pointer.js';
import { at, keeps, type Subject } from './subject.js';

/** One thing that a clause is for, by hand: what has to be found, and how to find it in a contract. */
export interface Expectation {
  readonly name: string;
  readonly expected: unknown;
  readonly found: (subject: Subject) => unknown;
}

const RECORD = '1.49';
const PARAMETERS = '/paths/~1images~1json/get/parameters';

const brief = (findings: readonly Finding[]): string[] => findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const holderOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

// What stands in list.yaml.
interface Place {
  readonly at: string;
  readonly api?: string;
  readonly wrong?: readonly Json[];
  readonly right?: readonly Json[];
  readonly missing?: 'right' | 'wrong';
  readonly since?: string;
  readonly until?: string;
}
interface ListTable {
  readonly list: Json;
  readonly places: readonly Place[];
  /** By the API version to judge at. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  readonly formats: readonly Place[];
}

/** The list by hand as it is right at an API version. */
function listAt({ list, places }: ListTable, version: string): Json {
  const other = places.filter(
    ({ since = '1.0', until = '1.999' }) => minorOf(since) > minorOf(version) || minorOf(until) <= minorOf(version),
  );
  return other.reduce((body, place) => setAtPointer(body, place.at, undefined), list);
}

function lists(table: ListTable, versions: readonly string[]): Expectation[] {
  const judged = (name: string, api: string, body: Json, ...expected: string[]): Expectation => {
    const exchange = { request: { method: 'GET', path: '/images/json' }, response: { status: 200, body } };
    return { name: `${api} ${name}`, expected, found: ({ judgeList }) => brief(judgeList(exchange, api).findings) };
  };
  const whole = versions.map((api) => judged('the whole list', api, listAt(table, api)));
  const places = table.places.flatMap(({ at, api = RECORD, wrong = [], right = [], missing, since, until }) => {
    const list = listAt(table, api);
    const without = missing === 'wrong' ? [`response/schema ${holderOf(at)}`] : [];
    const undocumented = `response/undocumented ${at}`;
    const outside = [since && before(since), until].filter((version) => version !== undefined);
    return [
      ...wrong.map((value) =>
        judged(`${at} ${text(value)}`, api, setAtPointer(list, at, value), `response/schema ${at}`),
      ),
      ...right.map((value) => judged(`${at} ${text(value)}`, api, setAtPointer(list, at, value))),
      ...(missing ? [judged(`${at} missing`, api, setAtPointer(list, at, undefined), ...without)] : []),
      ...outside.map((version) => judged(`${at}`, version, putIn(table, version, at), undocumented)),
    ];
  });
  const objects = Object.entries(table.objects).flatMap(([api, pointers]) =>
    pointers.map((at) =>
      judged(
        `${at} Extra`,
        api,
        setAtPointer(listAt(table, api), `${at}/Extra`, 1),
        `response/undocumented ${at}/Extra`,
      ),
    ),
  );
  const asserted = (api: string, at: string, value: Json, expected: boolean): Expectation => {
    const body = setAtPointer(listAt(table, api), at, value);
    const name = `${api} ${at} ${text(value)} by a validator that asserts formats`;
    return { name, expected, found: ({ bundles }) => keeps(bundles.get(api) ?? {}, answerPointer('200'), body) };
  };
  const formats = table.formats.flatMap(({ at, api = RECORD, wrong = [], right = [] }) => [
    ...wrong.map((value) => asserted(api, at, value, false)),
    ...right.map((value) => asserted(api, at, value, true)),
  ]);
  return [...whole, ...places, ...objects, ...formats];
}

const before = (version: string): string => `1.${minorOf(version) - 1}`;

/** The list at an API version, with a place that it has at others alone. */
const putIn = (table: ListTable, version: string, pointer: string): Json =>
  setAtPointer(listAt(table, version), pointer, valueIn(table.list, pointer) ?? null);

const valueIn = (value: Json, pointer: string): unknown => tokens(pointer).reduce<unknown>(child, value);

// What stands in answers.yaml.
interface AnswerTable {
  readonly requests: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: Readonly<Record<string, { readonly types: readonly string[]; readonly example?: Json }>>;
  readonly unlisted: readonly number[];
  readonly wrongTypes: readonly string[];
  readonly refusals: {
    readonly right: readonly Json[];
    readonly wrong: readonly { readonly body: Json; readonly at: string }[];
  };
  readonly headerValues: Readonly<
    Record<string, { readonly right: readonly Json[]; readonly wrong: readonly Json[]; readonly example: Json }>
  >;
}

function answers({ requests, headers, statuses, unlisted, refusals, ...table }: AnswerTable): Expectation[] {
  const answered = (name: string, status: number, body: Json, type: string, ...expected: string[]): Expectation => {
    const response = { status, headers: { 'content-type': type, ...headers }, body };
    const exchange = { request: { method: 'GET', path: requests[status] ?? requests[200] ?? '' }, response };
    return { name: `${status} ${name}`, expected, found: ({ judge }) => brief(judge(exchange).findings) };
  };
  const json = 'application/json';
  const types = [...new Set([...Object.values(statuses).flatMap((one) => one.types), ...table.wrongTypes])];
  const listed = Object.entries(statuses).flatMap(([key, { types: own, example }]): Expectation[] => {
    const status = Number(key);
    const body = status === 200 ? [] : { message: 'no' };
    return [
      ...types.map((type) =>
        own.includes(type)
          ? answered(type, status, body, type)
          : answered(type, status, body, type, 'response/content-type '),
      ),
      {
        name: `${status} content types, headers and example`,
        expected: { types: own, headers: Object.keys(table.headerValues), example: example ?? null },
        found: ({ bundles }) => {
          const response = at(bundles.get(RECORD) ?? {}, `/paths/~1images~1json/get/responses/${status}`);
          const { content = {}, headers: sent = {} } = response as JsonObject; // the contract lists the status
          const { example = null } = (content as JsonObject)[json] as JsonObject; // and its JSON
          return { types: Object.keys(content ?? {}), headers: Object.keys(sent ?? {}), example };
        },
      },
      ...(status === 200 ? [] : refusals.right).map((one) => answered(text(one), status, one, json)),
      ...(status === 200 ? [] : refusals.wrong).map((one) =>
        answered(text(one.body), status, one.body, json, `response/schema ${one.at}`),
      ),
      ...(status === 200 ? [] : [{ message: 'no', Extra: 1 }]).map((one) =>
        answered('Extra', status, one, json, 'response/undocumented /Extra'),
      ),
    ];
  });
  const others = unlisted.map((status) => answered('', status, { message: 'no' }, json, 'response/status '));
  const all: Expectation = {
    name: 'all statuses',
    expected: Object.keys(statuses),
    found: ({ bundles }) => Object.keys(at(bundles.get(RECORD) ?? {}, '/paths/~1images~1json/get/responses') ?? {}),
  };
  const plain: Expectation = {
    name: '400 in plain text',
    expected: [true, false],
    found: ({ bundles }) => {
      const place = '/paths/~1images~1json/get/responses/400/content/text~1plain/schema';
      return ['no', null].map((value) => keeps(bundles.get(RECORD) ?? {}, place, value));
    },
  };
  return [...listed, ...others, all, plain, ...headersOf(table.headerValues, Object.keys(statuses))];
}

/** The headers of each status: required, and what their values are. */
function headersOf(table: AnswerTable['headerValues'], statuses: readonly string[]): Expectation[] {
  return statuses.flatMap((status) =>
    Object.entries(table).map(
      ([name, { right, wrong, example }]): Expectation => ({
        name: `${status} header ${name}`,
        expected: { required: true, example, right, wrong: [] },
        found: ({ bundles }) => {
          const place = `/paths/~1images~1json/get/responses/${status}/headers/${name}`;
          const document = bundles.get(RECORD) ?? {};
          const header = (at(document, place) ?? {}) as JsonObject; // or there is none
          const pointer = typeof header.$ref === 'string' ? header.$ref.slice(1) : place;
          const { required = null, example: shown = null } = (at(document, pointer) ?? {}) as JsonObject; // as above
          const kept = (values: readonly Json[]) =>
            values.filter((value) => keeps(document, `${pointer}/schema`, value));
          return { required, example: shown, right: kept(right), wrong: kept(wrong) };
        },
      }),
    ),
  );
}

// What stands in requests.yaml.
interface RequestTable {
  readonly versions: { readonly oldest: number; readonly newest: number };
  /** The first API version of each contract. */
  readonly contracts: readonly string[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly loose: { readonly right: readonly Json[]; readonly wrong: readonly Json[] };
  readonly texts: { readonly right: readonly Json[]; readonly wrong: readonly Json[] };
  readonly keys: readonly string[];
  readonly filters: {
    readonly right: readonly Json[];
    readonly wrong: readonly Json[];
    readonly wrongValues: readonly Json[];
  };
}
interface Parameter {
  readonly since?: number;
  readonly until?: number;
  readonly value?: string;
  readonly loose?: boolean;
  readonly deprecated?: boolean;
  readonly example?: Json;
  readonly finds?: readonly string[];
  readonly otherwise?: readonly string[];
}

function requests({ versions, contracts, parameters, keys, filters, ...values }: RequestTable): Expectation[] {
  const { oldest, newest } = versions;
  const all = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
  const asked = (
    name: string,
    minor: number,
    query: string,
    expected: readonly string[],
    kind = 'judged',
  ): Expectation => {
    const path = `/v1.${minor}/images/json${query}`;
    const exchange = { request: { method: 'GET', path }, response: { status: 200, body: [] } };
    return {
      name: `1.${minor} ${name}`,
      expected: { kind, rules: expected },
      found: ({ judge }) => {
        const { kind, findings } = judge(exchange);
        return { kind, rules: findings.map(({ rule }) => rule) };
      },
    };
  };
  const named = Object.entries(parameters).flatMap(([name, parameter]) => {
    const { since = oldest, until = newest + 1, value = '1', otherwise = ['request/undocumented'] } = parameter;
    const known = all.filter((minor) => since <= minor && minor < until);
    const edges = new Set([oldest, since - 1, since, until - 1, until, newest]);
    return [
      ...[...edges]
        .filter((minor) => all.includes(minor))
        .map((minor) =>
          asked(`?${name}`, minor, `?${name}=${value}`, known.includes(minor) ? (parameter.finds ?? []) : otherwise),
        ),
      ...[known[0], known.at(-1)].flatMap((minor) =>
        minor === undefined
          ? []
          : [described(name, parameter, parameter.loose ? values.loose : values.texts, `1.${minor}`)],
      ),
    ];
  });
  const names = all.map((minor): Expectation => {
    const known = Object.entries(parameters).filter(
      ([, { since = 0, until = 999 }]) => since <= minor && minor < until,
    );
    return {
      name: `1.${minor} all parameters`,
      expected: known.map(([name]) => name).sort(),
      found: ({ bundles }) =>
        Object.values(at(bundles.get(`1.${minor}`) ?? {}, PARAMETERS) ?? {})
          .map((one) => String(child(one, 'name')))
          .sort(),
    };
  });
  const served: Expectation = {
    name: 'servers',
    expected: all.map((minor) => `/v1.${minor}`),
    found: ({ bundles }) =>
      all.map((minor) => {
        const servers = at(bundles.get(`1.${minor}`) ?? {}, '/servers');
        return Object.values(servers ?? {})
          .map((one) => child(one, 'url'))
          .find((url) => url === `/v1.${minor}`);
      }),
  };
  return [
    ...all.map((minor) => asked('', minor, '', [])),
    ...[oldest - 1, newest + 1].map((minor) => asked('', minor, '', ['request/version'], 'not judged')),
    ...named,
    ...keys.map((key) => asked(`filters ${key}`, oldest, `?filters=${encodeURIComponent(text({ [key]: [] }))}`, [])),
    asked('filters nope', 49, `?filters=${encodeURIComponent('{"nope":[]}')}`, [
      'request/undocumented',
      'response/status',
    ]),
    served,
    ...names,
    {
      name: 'where a contract begins',
      expected: contracts,
      found: ({ bundles }) => [...new Set(bundles.values())].map((one) => firstOf(bundles, one)),
    },
    ...filterSchemas(filters, keys),
  ];
}

const firstOf = (bundles: Subject['bundles'], document: JsonObject): string | undefined =>
  [...bundles].find(([, one]) => one === document)?.[0];

/** How the document describes a parameter. */
function described(name: string, parameter: Parameter, values: RequestTable['loose'], version: string): Expectation {
  const json = name === 'filters';
  const { loose, deprecated, example } = parameter;
  const expected = {
    in: 'query',
    required: false,
    deprecated: deprecated ?? false,
    allowEmptyValue: loose === true || json,
    default: loose ? false : null,
    example: example ?? null,
    ...(json ? {} : { right: values.right, wrong: [] }),
  };
  return {
    name: `${version} ?${name} as described`,
    expected,
    found: ({ bundles }) => {
      const document = bundles.get(version) ?? {};
      const all = Object.values(at(document, PARAMETERS) ?? {});
      const index = all.findIndex((one) => child(one, 'name') === name);
      const found = (all[index] ?? {}) as JsonObject; // parameters are objects
      const schema = (found.schema ?? {}) as JsonObject; // and so are schemas
      const kept = (some: readonly Json[]) =>
        some.filter((value) => keeps(document, `${PARAMETERS}/${index}/schema`, value));
      return {
        in: found.in,
        required: found.required ?? false,
        deprecated: found.deprecated ?? false,
        allowEmptyValue: found.allowEmptyValue ?? false,
        default: schema.default ?? null,
        example: found.example ?? null,
        ...(json ? {} : { right: kept(values.right), wrong: kept(values.wrong) }),
      };
    },
  };
}

/** What the schema of `filters` takes and refuses, and what its examples are. */
function filterSchemas({ right, wrong, wrongValues }: RequestTable['filters'], keys: readonly string[]): Expectation[] {
  const values = keys.flatMap((key) => wrongValues.map((value): Json => ({ [key]: value })));
  const rows = [
    ...right.map((value) => [value, true] as const),
    ...[...wrong, ...values].map((value) => [value, false] as const),
  ];
  const place = '/components/schemas/ImageListFilters';
  return [
    ...rows.map(
      ([value, expected]): Expectation => ({
        name: `filters ${text(value)}`,
        expected,
        found: ({ bundles }) => keeps(bundles.get(RECORD) ?? {}, place, value),
      }),
    ),
    ...['Lists', 'Sets'].map(
      (spelling): Expectation => ({
        name: `filters as ${spelling}: the keys, and an example`,
        expected: { keys, example: true },
        found: ({ bundles }) => {
          const document = bundles.get(RECORD) ?? {};
          const filters = Object.values(at(document, PARAMETERS) ?? {}).find((one) => child(one, 'name') === 'filters');
          const content = child(filters, 'content');
          const examples = child(child(content, 'application/json'), 'examples');
          const example = child(child(examples, spelling.slice(0, -1).toLowerCase()), 'value');
          const schema = `${place}As${spelling}`;
          const types = Object.keys((content ?? {}) as JsonObject); // or there is none
          return {
            keys: Object.keys(at(document, `${schema}/properties`) ?? {}),
            example: types.join() === 'application/json' && keeps(document, schema, example),
          };
        },
      }),
    ),
  ];
}

// What stands in statuses.yaml.
interface StatusRow {
  readonly at: string;
  readonly of?: string;
  readonly query?: string;
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly padded?: number;
  readonly message?: string;
  readonly gets: readonly number[];
  readonly also?: number;
  readonly blames?: boolean;
}

function statuses({ rows }: { readonly rows: readonly StatusRow[] }): Expectation[] {
  return rows.map(({ at: api, of, query = '', filters, padded = 0, message = 'no', gets, also, blames }) => {
    const padding = Object.entries(filters ?? {}).map(([key, values]) => [
      key,
      values.map((one) => one.padEnd(padded, 'x')),
    ]);
    const sent = filters ? `filters=${encodeURIComponent(text(Object.fromEntries(padding)))}` : query;
    const answered = (status: number): Exchange => ({
      request: { method: 'GET', path: `/v${api}/images/json?${sent}` },
      response: {
        status,
        ...(of && { headers: { server: `Docker/${of} (linux)`, 'content-type': 'application/json' } }),
        body: status === 200 ? [] : { message },
      },
    });
    const judged = [200, 400, 404];
    const allowed = [...gets, also];
    const words = judged.every((status) => allowed.includes(status))
      ? ''
      : gets.join(', ').replace(/, (?=\d+$)/, ' or ');
    const verdicts = judged.map((status) => (allowed.includes(status) ? '' : 'response/status'));
    return {
      name: `${api} ${of ?? ''} ${filters ? text(filters) : query} ${message}`,
      expected: [...verdicts, '', blames ? 'response/blames-engine' : '', '', words],
      found: ({ judge }: Subject) => {
        const said = (status: number) =>
          judge(answered(status)).findings.filter(({ rule }) => /^response\/(status|blames)/.test(rule));
        const found = [...judged, 403, 500, 503].map(said);
        const expected = found.flat().find(({ rule }) => rule === 'response/status')?.expected ?? '';
        return [...found.map((one) => one.map(({ rule }) => rule).join()), expected.replace(/ \(.*/s, '')];
      },
    };
  });
}

// What stands in facts.yaml.
interface FactTable {
  readonly facts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Places that tell the stores apart at the version of record. */
  readonly stores: readonly string[];
  readonly document: Readonly<Record<string, Json>>;
}

function facts({ facts: table, stores, document }: FactTable): Expectation[] {
  const rows = Object.entries(table).flatMap(([fact, values]) =>
    Object.entries(values).map(
      ([value, places]): Expectation => ({
        name: `${fact} ${value}`,
        expected: places.flatMap((words) => words.split(' ')).sort(),
        found: ({ bundles }) => {
          const documents = new Set(bundles.values());
          return [...new Set([...documents].flatMap((one) => placesOf(one, fact, value)))].sort();
        },
      }),
    ),
  );
  const texts = Object.entries(document).map(
    ([pointer, expected]): Expectation => ({
      name: pointer,
      expected,
      found: ({ bundles }) => at(bundles.get(RECORD) ?? {}, pointer),
    }),
  );
  const record: Expectation = {
    name: `stores at ${RECORD}`,
    expected: stores.flatMap((words) => words.split(' ')).sort(),
    found: ({ bundles }) => placesOf(bundles.get(RECORD) ?? {}, 'x-stores', 'containerd graphdriver').sort(),
  };
  const examples: Expectation = {
    name: 'examples that break their schema',
    expected: [],
    found: ({ bundles }) => [...wrongExamples(bundles.get(RECORD) ?? {}, '/components/schemas')],
  };
  return [...rows, record, examples, ...texts];
}

function* wrongExamples(document: JsonObject, pointer: string): Generator<string> {
  for (const [key, value] of Object.entries((at(document, pointer) ?? {}) as JsonObject /* or a list */)) {
    if (key === 'examples' && Array.isArray(value)) {
      for (const one of value) if (!keeps(document, pointer, one)) yield `${pointer} ${text(one)}`;
    } else if (value !== null && typeof value === 'object') yield* wrongExamples(document, member(pointer, key));
  }
}

/** The places of a document that have a fact with this value; of a fact for each store with these stores. */
function placesOf(document: JsonObject, fact: string, wanted: string): string[] {
  const has = (one: Json): boolean => {
    const value = child(one, fact);
    return (typeof value === 'object' ? Object.keys(value ?? {}).join(' ') : String(value)) === wanted;
  };
  const parameters = Object.values(at(document, PARAMETERS) ?? {});
  const schemas = Object.entries(at(document, '/components/schemas') ?? {});
  return [
    ...parameters.filter(has).map((one) => `?${String(child(one, 'name'))}`),
    ...schemas.flatMap(([name, schema]) => {
      const members = Object.entries((child(schema, 'properties') ?? {}) as JsonObject); // as JSON Schema has it
      return members.filter(([, one]) => has(one)).map(([key]) => `${name}.${key}`);
    }),
  ];
}

type RuleTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The rules, with their severity and place. */
const ruleRows = (table: RuleTable): Expectation[] => [
  {
    name: 'rules',
    expected: Object.entries(table)
      .flatMap(([severity, places]) =>
        Object.entries(places).flatMap(([place, lines]) =>
          lines.flatMap((line) => line.split(' ')).map((name) => `${name} ${severity} ${place}`),
        ),
      )
      .sort(),
    found: ({ rules }) => rules.map(({ name, severity, place }) => `${name} ${severity} ${place}`).sort(),
  },
];

/** All that the tables in test/contract/clauses/ say, by the name of the table. */
export function clauses(root: string): ReadonlyMap<string, readonly Expectation[]> {
  const read = (name: string) => parse(readFileSync(join(root, 'test/contract/clauses', `${name}.yaml`), 'utf8'));
  const asked: RequestTable = read('requests');
  const { oldest, newest } = asked.versions;
  const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => `1.${oldest + index}`);
  return new Map([
    ['list', lists(read('list'), versions)],
    ['answers', answers(read('answers'))],
    ['requests', requests(asked)],
    ['statuses', statuses(read('statuses'))],
    ['facts', facts(read('facts'))],
    ['rules', ruleRows(read('rules'))],
  ]);
}
