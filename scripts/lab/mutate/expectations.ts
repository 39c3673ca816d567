import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Exchange, type Finding, type RuleName, rules } from '../../../src/contract/index.js';
import { appendToken, getAtPointer, getOwn } from '../../../src/values/pointer.js';
import type { Json, JsonObject } from '../../generate/bundle.js';
import { minorOf } from '../../generate/contracts.js';
import { answerPointer } from '../../generate/schemas.js';
import { setAtPointer } from '../../set-at-pointer.js';
import type { InMemoryContract } from './in-memory-contract.js';
import { getAt, isValid } from './schema-validator.js';

/** What a contract must do, as a table of test/contract/clauses/ says by hand. */
export interface Expectation {
  readonly name: string;
  readonly expected: unknown;
  readonly getActual: (contract: InMemoryContract) => unknown;
}

/** The version of record. */
const RECORD = '1.49';
const PARAMETERS = '/paths/~1images~1json/get/parameters';

const summarize = (findings: readonly Finding[]): string[] => findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
const toText = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const getRecord = (bundles: InMemoryContract['bundles']): JsonObject => bundles.get(RECORD) ?? {};
const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

// list.yaml
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
  /** Pointers to objects, by the API version to check at. */
  readonly objects: Readonly<Record<string, readonly string[]>>;
  readonly formats: readonly Place[];
}

/** The list without the properties that the API version does not have. */
function toVersion({ list, places }: ListTable, version: string): Json {
  const other = places.filter(
    ({ since = '1.0', until = '1.999' }) => minorOf(since) > minorOf(version) || minorOf(until) <= minorOf(version),
  );
  return other.reduce((body, place) => setAtPointer(body, place.at, undefined), list);
}

function expectLists(table: ListTable, versions: readonly string[]): Expectation[] {
  const expectFindings = (name: string, api: string, body: Json, ...expected: string[]): Expectation => {
    const exchange = { request: { method: 'GET', path: '/images/json' }, response: { status: 200, body } };
    return {
      name: `${api} ${name}`,
      expected,
      getActual: ({ judgeList }) => summarize(judgeList(exchange, api).findings),
    };
  };
  const whole = versions.map((api) => expectFindings('the whole list', api, toVersion(table, api)));
  const places = table.places.flatMap(({ at, api = RECORD, wrong = [], right = [], missing, since, until }) => {
    const list = toVersion(table, api);
    const whenMissing = missing === 'wrong' ? [`response/schema ${parentOf(at)}`] : [];
    const undocumented = `response/undocumented ${at}`;
    const outside = [since && previousVersion(since), until].filter((version) => version !== undefined);
    return [
      ...wrong.map((value) =>
        expectFindings(`${at} ${toText(value)}`, api, setAtPointer(list, at, value), `response/schema ${at}`),
      ),
      ...right.map((value) => expectFindings(`${at} ${toText(value)}`, api, setAtPointer(list, at, value))),
      ...(missing ? [expectFindings(`${at} missing`, api, setAtPointer(list, at, undefined), ...whenMissing)] : []),
      ...outside.map((version) =>
        expectFindings(`${at}`, version, addFromOtherVersion(table, version, at), undocumented),
      ),
    ];
  });
  const objects = Object.entries(table.objects).flatMap(([api, pointers]) =>
    pointers.map((at) =>
      expectFindings(
        `${at} Extra`,
        api,
        setAtPointer(toVersion(table, api), `${at}/Extra`, 1),
        `response/undocumented ${at}/Extra`,
      ),
    ),
  );
  const expectValidity = (api: string, at: string, value: Json, expected: boolean): Expectation => {
    const body = setAtPointer(toVersion(table, api), at, value);
    const name = `${api} ${at} ${toText(value)} by a validator that asserts formats`;
    return { name, expected, getActual: ({ bundles }) => isValid(bundles.get(api) ?? {}, answerPointer('200'), body) };
  };
  const formats = table.formats.flatMap(({ at, api = RECORD, wrong = [], right = [] }) => [
    ...wrong.map((value) => expectValidity(api, at, value, false)),
    ...right.map((value) => expectValidity(api, at, value, true)),
  ]);
  return [...whole, ...places, ...objects, ...formats];
}

const previousVersion = (version: string): string => `1.${minorOf(version) - 1}`;

/** The list at an API version, with a property that exists at other versions only. */
const addFromOtherVersion = (table: ListTable, version: string, pointer: string): Json =>
  setAtPointer(toVersion(table, version), pointer, getAtPointer(table.list, pointer) ?? null);

// answers.yaml
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

function expectResponses({ requests, headers, statuses, unlisted, refusals, ...table }: AnswerTable): Expectation[] {
  const expectAnswer = (name: string, status: number, body: Json, type: string, ...expected: string[]): Expectation => {
    const response = { status, headers: { 'content-type': type, ...headers }, body };
    const exchange = { request: { method: 'GET', path: requests[status] ?? requests[200] ?? '' }, response };
    return { name: `${status} ${name}`, expected, getActual: ({ judge }) => summarize(judge(exchange).findings) };
  };
  const json = 'application/json';
  const types = [...new Set([...Object.values(statuses).flatMap((one) => one.types), ...table.wrongTypes])];
  const listed = Object.entries(statuses).flatMap(([key, { types: own, example }]): Expectation[] => {
    const status = Number(key);
    const body = status === 200 ? [] : { message: 'no' };
    return [
      ...types.map((type) =>
        own.includes(type)
          ? expectAnswer(type, status, body, type)
          : expectAnswer(type, status, body, type, 'response/content-type '),
      ),
      {
        name: `${status} content types, headers and example`,
        expected: { types: own, headers: Object.keys(table.headerValues), example: example ?? null },
        getActual: ({ bundles }) => {
          const response = getAt(getRecord(bundles), `/paths/~1images~1json/get/responses/${status}`);
          const { content = {}, headers: sent = {} } = response as JsonObject; // the contract lists the status
          const { example = null } = (content as JsonObject)[json] as JsonObject; // and its JSON
          return { types: Object.keys(content ?? {}), headers: Object.keys(sent ?? {}), example };
        },
      },
      ...(status === 200 ? [] : refusals.right).map((one) => expectAnswer(toText(one), status, one, json)),
      ...(status === 200 ? [] : refusals.wrong).map((one) =>
        expectAnswer(toText(one.body), status, one.body, json, `response/schema ${one.at}`),
      ),
      ...(status === 200 ? [] : [{ message: 'no', Extra: 1 }]).map((one) =>
        expectAnswer('Extra', status, one, json, 'response/undocumented /Extra'),
      ),
    ];
  });
  const others = unlisted.map((status) => expectAnswer('', status, { message: 'no' }, json, 'response/status '));
  const all: Expectation = {
    name: 'all statuses',
    expected: Object.keys(statuses),
    getActual: ({ bundles }) => Object.keys(getAt(getRecord(bundles), '/paths/~1images~1json/get/responses') ?? {}),
  };
  const plain: Expectation = {
    name: '400 in plain text',
    expected: [true, false],
    getActual: ({ bundles }) => {
      const place = '/paths/~1images~1json/get/responses/400/content/text~1plain/schema';
      return ['no', null].map((value) => isValid(getRecord(bundles), place, value));
    },
  };
  return [...listed, ...others, all, plain, ...expectHeaders(table.headerValues, Object.keys(statuses))];
}

/** Expects each header of each status, required and with these values. */
function expectHeaders(table: AnswerTable['headerValues'], statuses: readonly string[]): Expectation[] {
  return statuses.flatMap((status) =>
    Object.entries(table).map(
      ([name, { right, wrong, example }]): Expectation => ({
        name: `${status} header ${name}`,
        expected: { required: true, example, right, wrong: [] },
        getActual: ({ bundles }) => {
          const place = `/paths/~1images~1json/get/responses/${status}/headers/${name}`;
          const document = getRecord(bundles);
          const header = (getAt(document, place) ?? {}) as JsonObject; // or there is none
          const pointer = typeof header.$ref === 'string' ? header.$ref.slice(1) : place;
          const { required = null, example: shown = null } = (getAt(document, pointer) ?? {}) as JsonObject; // as above
          const keepValid = (values: readonly Json[]) =>
            values.filter((value) => isValid(document, `${pointer}/schema`, value));
          return { required, example: shown, right: keepValid(right), wrong: keepValid(wrong) };
        },
      }),
    ),
  );
}

// requests.yaml
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

function expectRequests({ versions, contracts, parameters, keys, filters, ...values }: RequestTable): Expectation[] {
  const { oldest, newest } = versions;
  const all = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
  const expectRequest = (
    name: string,
    minor: number,
    query: string,
    expected: readonly string[],
    kind = 'checked',
  ): Expectation => {
    const path = `/v1.${minor}/images/json${query}`;
    const exchange = { request: { method: 'GET', path }, response: { status: 200, body: [] } };
    return {
      name: `1.${minor} ${name}`,
      expected: { kind, rules: expected },
      getActual: ({ judge }) => {
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
          expectRequest(
            `?${name}`,
            minor,
            `?${name}=${value}`,
            known.includes(minor) ? (parameter.finds ?? []) : otherwise,
          ),
        ),
      ...[known[0], known.at(-1)].flatMap((minor) =>
        minor === undefined
          ? []
          : [expectDescription(name, parameter, parameter.loose ? values.loose : values.texts, `1.${minor}`)],
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
      getActual: ({ bundles }) =>
        Object.values(getAt(bundles.get(`1.${minor}`) ?? {}, PARAMETERS) ?? {})
          .map((one) => String(getOwn(one, 'name')))
          .sort(),
    };
  });
  const served: Expectation = {
    name: 'servers',
    expected: all.map((minor) => `/v1.${minor}`),
    getActual: ({ bundles }) =>
      all.map((minor) => {
        const servers = getAt(bundles.get(`1.${minor}`) ?? {}, '/servers');
        return Object.values(servers ?? {})
          .map((one) => getOwn(one, 'url'))
          .find((url) => url === `/v1.${minor}`);
      }),
  };
  return [
    ...all.map((minor) => expectRequest('', minor, '', [])),
    ...[oldest - 1, newest + 1].map((minor) => expectRequest('', minor, '', ['request/version'], 'notChecked')),
    ...named,
    ...keys.map((key) =>
      expectRequest(`filters ${key}`, oldest, `?filters=${encodeURIComponent(toText({ [key]: [] }))}`, []),
    ),
    expectRequest('filters nope', 49, `?filters=${encodeURIComponent('{"nope":[]}')}`, [
      'request/undocumented',
      'response/status',
    ]),
    served,
    ...names,
    {
      name: 'where a contract begins',
      expected: contracts,
      getActual: ({ bundles }) => [...new Set(bundles.values())].map((one) => oldestOf(bundles, one)),
    },
    ...expectFilterSchemas(filters, keys),
  ];
}

/** The oldest API version of a contract. */
const oldestOf = (bundles: InMemoryContract['bundles'], document: JsonObject): string | undefined =>
  [...bundles].find(([, one]) => one === document)?.[0];

/** Expects the description of a parameter. */
function expectDescription(
  name: string,
  parameter: Parameter,
  values: RequestTable['loose'],
  version: string,
): Expectation {
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
    getActual: ({ bundles }) => {
      const document = bundles.get(version) ?? {};
      const all = Object.values(getAt(document, PARAMETERS) ?? {});
      const index = all.findIndex((one) => getOwn(one, 'name') === name);
      const found = (all[index] ?? {}) as JsonObject; // parameters are objects
      const schema = (found.schema ?? {}) as JsonObject; // and so are schemas
      const keepValid = (some: readonly Json[]) =>
        some.filter((value) => isValid(document, `${PARAMETERS}/${index}/schema`, value));
      return {
        in: found.in,
        required: found.required ?? false,
        deprecated: found.deprecated ?? false,
        allowEmptyValue: found.allowEmptyValue ?? false,
        default: schema.default ?? null,
        example: found.example ?? null,
        ...(json ? {} : { right: keepValid(values.right), wrong: keepValid(values.wrong) }),
      };
    },
  };
}

/** Expects what the schema of `filters` allows, and its examples. */
function expectFilterSchemas(
  { right, wrong, wrongValues }: RequestTable['filters'],
  keys: readonly string[],
): Expectation[] {
  const values = keys.flatMap((key) => wrongValues.map((value): Json => ({ [key]: value })));
  const rows = [
    ...right.map((value) => [value, true] as const),
    ...[...wrong, ...values].map((value) => [value, false] as const),
  ];
  const place = '/components/schemas/ImageListFilters';
  return [
    ...rows.map(
      ([value, expected]): Expectation => ({
        name: `filters ${toText(value)}`,
        expected,
        getActual: ({ bundles }) => isValid(getRecord(bundles), place, value),
      }),
    ),
    ...['Lists', 'Sets'].map(
      (spelling): Expectation => ({
        name: `filters as ${spelling}: the keys, and an example`,
        expected: { keys, example: true },
        getActual: ({ bundles }) => {
          const document = getRecord(bundles);
          const filters = Object.values(getAt(document, PARAMETERS) ?? {}).find(
            (one) => getOwn(one, 'name') === 'filters',
          );
          const content = getOwn(filters, 'content');
          const examples = getOwn(getOwn(content, 'application/json'), 'examples');
          const example = getOwn(getOwn(examples, spelling.slice(0, -1).toLowerCase()), 'value');
          const schema = `${place}As${spelling}`;
          const types = Object.keys((content ?? {}) as JsonObject); // or there is none
          return {
            keys: Object.keys(getAt(document, `${schema}/properties`) ?? {}),
            example: types.join() === 'application/json' && isValid(document, schema, example),
          };
        },
      }),
    ),
  ];
}

// statuses.yaml
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

/** The rule of an internal error for a request that is itself at fault. */
const SERVER_ERROR: RuleName = 'response/server-error';

function expectStatuses({ rows }: { readonly rows: readonly StatusRow[] }): Expectation[] {
  return rows.map(({ at: api, of, query = '', filters, padded = 0, message = 'no', gets, also, blames }) => {
    const padding = Object.entries(filters ?? {}).map(([key, values]) => [
      key,
      values.map((one) => one.padEnd(padded, 'x')),
    ]);
    const sent = filters ? `filters=${encodeURIComponent(toText(Object.fromEntries(padding)))}` : query;
    const toExchange = (status: number): Exchange => ({
      request: { method: 'GET', path: `/v${api}/images/json?${sent}` },
      response: {
        status,
        ...(of && { headers: { server: `Docker/${of} (linux)`, 'content-type': 'application/json' } }),
        body: status === 200 ? [] : { message },
      },
    });
    const statuses = [200, 400, 404];
    const allowed = [...gets, also];
    const areAllAllowed = statuses.every((status) => allowed.includes(status));
    const allowedText = areAllAllowed ? '' : gets.join(', ').replace(/, (?=\d+$)/, ' or ');
    const ruleByStatus = statuses.map((status) => (allowed.includes(status) ? '' : 'response/status'));
    return {
      name: `${api} ${of ?? ''} ${filters ? toText(filters) : query} ${message}`,
      expected: [...ruleByStatus, '', blames ? SERVER_ERROR : '', '', allowedText],
      getActual: ({ judge }: InMemoryContract) => {
        const findings = [...statuses, 403, 500, 503].map((status) =>
          judge(toExchange(status)).findings.filter(({ rule }) => rule === 'response/status' || rule === SERVER_ERROR),
        );
        const expected = findings.flat().find(({ rule }) => rule === 'response/status')?.expected ?? '';
        return [...findings.map((some) => some.map(({ rule }) => rule).join()), expected.replace(/ \(.*/s, '')];
      },
    };
  });
}

// facts.yaml
interface FactTable {
  readonly facts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Places that differ between the image stores, at the version of record. */
  readonly stores: readonly string[];
  readonly document: Readonly<Record<string, Json>>;
}

function expectFacts({ facts: table, stores, document }: FactTable): Expectation[] {
  const rows = Object.entries(table).flatMap(([fact, values]) =>
    Object.entries(values).map(
      ([value, places]): Expectation => ({
        name: `${fact} ${value}`,
        expected: places.flatMap((words) => words.split(' ')).sort(),
        getActual: ({ bundles }) => {
          const documents = new Set(bundles.values());
          return [...new Set([...documents].flatMap((one) => listPlacesWith(one, fact, value)))].sort();
        },
      }),
    ),
  );
  const texts = Object.entries(document).map(
    ([pointer, expected]): Expectation => ({
      name: pointer,
      expected,
      getActual: ({ bundles }) => getAt(getRecord(bundles), pointer),
    }),
  );
  const record: Expectation = {
    name: `stores at ${RECORD}`,
    expected: stores.flatMap((words) => words.split(' ')).sort(),
    getActual: ({ bundles }) => listPlacesWith(getRecord(bundles), 'x-stores', 'containerd graphdriver').sort(),
  };
  const examples: Expectation = {
    name: 'examples that break their schema',
    expected: [],
    getActual: ({ bundles }) => [...listInvalidExamples(getRecord(bundles), '/components/schemas')],
  };
  return [...rows, record, examples, ...texts];
}

/** Lists the examples that are invalid by their schema. */
function* listInvalidExamples(document: JsonObject, pointer: string): Generator<string> {
  for (const [key, value] of Object.entries((getAt(document, pointer) ?? {}) as JsonObject /* or a list */)) {
    if (key === 'examples' && Array.isArray(value)) {
      for (const one of value) if (!isValid(document, pointer, one)) yield `${pointer} ${toText(one)}`;
    } else if (value !== null && typeof value === 'object')
      yield* listInvalidExamples(document, appendToken(pointer, key));
  }
}

/** Lists the parameters and properties that have an extension with this value, or with these image stores. */
function listPlacesWith(document: JsonObject, fact: string, wanted: string): string[] {
  const has = (one: Json): boolean => {
    const value = getOwn(one, fact);
    return (typeof value === 'object' ? Object.keys(value ?? {}).join(' ') : String(value)) === wanted;
  };
  const parameters = Object.values(getAt(document, PARAMETERS) ?? {});
  const schemas = Object.entries(getAt(document, '/components/schemas') ?? {});
  return [
    ...parameters.filter(has).map((one) => `?${String(getOwn(one, 'name'))}`),
    ...schemas.flatMap(([name, schema]) => {
      const members = Object.entries((getOwn(schema, 'properties') ?? {}) as JsonObject); // as JSON Schema has it
      return members.filter(([, one]) => has(one)).map(([key]) => `${name}.${key}`);
    }),
  ];
}

type RuleTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Expects the rules, with their severity and place. */
const expectRules = (table: RuleTable): Expectation[] => [
  {
    name: 'rules',
    expected: Object.entries(table)
      .flatMap(([severity, places]) =>
        Object.entries(places).flatMap(([place, lines]) =>
          lines.flatMap((line) => line.split(' ')).map((name) => `${name} ${severity} ${place}`),
        ),
      )
      .sort(),
    getActual: () => rules.map(({ name, severity, exchangePart }) => `${name} ${severity} ${exchangePart}`).sort(),
  },
];

/** Reads the expectations of every table in test/contract/clauses/, by the name of the table. */
export function readExpectations(root: string): ReadonlyMap<string, readonly Expectation[]> {
  const read = (name: string) => parse(readFileSync(join(root, 'test/contract/clauses', `${name}.yaml`), 'utf8'));
  const requests: RequestTable = read('requests');
  const { oldest, newest } = requests.versions;
  const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => `1.${oldest + index}`);
  return new Map([
    ['list', expectLists(read('list'), versions)],
    ['answers', expectResponses(read('answers'))],
    ['requests', expectRequests(requests)],
    ['statuses', expectStatuses(read('statuses'))],
    ['facts', expectFacts(read('facts'))],
    ['rules', expectRules(read('rules'))],
  ]);
}
