import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Exchange, type Finding, type RuleName, rules } from '../../../src/contract/index.js';
import { appendToken, getAtPointer, getIn, getOwn } from '../../../src/values/pointer.js';
import { type Json, type JsonObject, at as objectAt } from '../../generate/bundle.js';
import { minorOf } from '../../generate/contracts.js';
import { RECORD_VERSION } from '../../generate/recordings.js';
import { responsePointer } from '../../generate/schemas.js';
import { setAtPointer } from '../../set-at-pointer.js';
import type { InMemoryContract } from './in-memory-contract.js';
import { getAt, isValid } from './schema-validator.js';

/** What a contract must do, as a table of test/contract/clauses/ says by hand. */
export interface ClauseExpectation {
  readonly name: string;
  readonly expected: unknown;
  readonly getActual: (contract: InMemoryContract) => unknown;
}

type Expectations = Generator<ClauseExpectation>;

/** Values that a schema allows, and values that it does not. */
interface Values {
  readonly right: readonly Json[];
  readonly wrong: readonly Json[];
}

const OPERATION = '/paths/~1images~1json/get';
const PARAMETERS = `${OPERATION}/parameters`;

const summarize = (findings: readonly Finding[]): string[] => findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
const toText = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const keysAt = (document: JsonObject, pointer: string): string[] => Object.keys(getAt(document, pointer) ?? {});
const splitWords = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' ')).sort();

/** Expects something of the document of an API version. */
const expectDocument = (
  name: string,
  expected: unknown,
  read: (document: JsonObject) => unknown,
  version = RECORD_VERSION,
): ClauseExpectation => ({
  name: `${version} ${name}`,
  expected,
  getActual: ({ bundles }) => read(bundles.get(version) ?? {}),
});

/** The values that a schema of a document allows. Of wrong ones it allows none. */
function keepValid(document: JsonObject, pointer: string, { right, wrong }: Values): Values {
  const isAllowed = (value: Json): boolean => isValid(document, pointer, value);
  return { right: right.filter(isAllowed), wrong: wrong.filter(isAllowed) };
}

// list.yaml
interface Place extends Partial<Values> {
  readonly at: string;
  readonly api?: string;
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

function* expectLists(table: ListTable, versions: readonly string[]): Expectations {
  const expectFindings = (name: string, api: string, body: Json, ...expected: string[]): ClauseExpectation => {
    const exchange = { request: { method: 'GET', path: '/images/json' }, response: { status: 200, body } };
    return {
      name: `${api} ${name}`,
      expected,
      getActual: ({ checkImageList }) => summarize(checkImageList(exchange, api).findings),
    };
  };
  for (const api of versions) yield expectFindings('the whole list', api, toVersion(table, api));
  for (const { at, api = RECORD_VERSION, wrong = [], right = [], missing, since, until } of table.places) {
    const list = toVersion(table, api);
    const expectWith = (value: Json, ...expected: string[]) =>
      expectFindings(`${at} ${toText(value)}`, api, setAtPointer(list, at, value), ...expected);
    for (const value of wrong) yield expectWith(value, `response/schema ${at}`);
    for (const value of right) yield expectWith(value);
    const without = setAtPointer(list, at, undefined);
    const holder = at.slice(0, at.lastIndexOf('/'));
    if (missing === 'right') yield expectFindings(`${at} missing`, api, without);
    if (missing === 'wrong') yield expectFindings(`${at} missing`, api, without, `response/schema ${holder}`);
    for (const version of [since && `1.${minorOf(since) - 1}`, until]) {
      if (version === undefined) continue;
      const body = setAtPointer(toVersion(table, version), at, getAtPointer(table.list, at) ?? null);
      yield expectFindings(at, version, body, `response/undocumented ${at}`);
    }
  }
  for (const [api, pointers] of Object.entries(table.objects)) {
    for (const at of pointers) {
      const body = setAtPointer(toVersion(table, api), `${at}/Extra`, 1);
      yield expectFindings(`${at} Extra`, api, body, `response/undocumented ${at}/Extra`);
    }
  }
  for (const { at, api = RECORD_VERSION, wrong = [], right = [] } of table.formats) {
    const toBodies = (values: readonly Json[]) => values.map((value) => setAtPointer(toVersion(table, api), at, value));
    const bodies = { right: toBodies(right), wrong: toBodies(wrong) };
    const read = (document: JsonObject) => keepValid(document, responsePointer('200'), bodies);
    yield expectDocument(`${at} by a validator that asserts formats`, { ...bodies, wrong: [] }, read, api);
  }
}

// answers.yaml
interface AnswerTable {
  readonly requests: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly statuses: Readonly<
    Record<
      string,
      {
        readonly types: readonly string[];
        readonly only_for_versions?: readonly string[];
        readonly also?: string;
        readonly example?: Json;
      }
    >
  >;
  readonly unlisted: readonly number[];
  readonly wrongTypes: readonly string[];
  readonly refusals: {
    readonly right: readonly Json[];
    readonly wrong: readonly { readonly body: Json; readonly at: string }[];
  };
  readonly headerValues: Readonly<Record<string, Values & { readonly example: Json }>>;
}

function* expectResponses(table: AnswerTable): Expectations {
  const { requests, headers, statuses, refusals, headerValues } = table;
  const json = 'application/json';
  const expectFindings = (status: number, body: Json, type: string, ...expected: string[]): ClauseExpectation => {
    const response = { status, headers: { 'content-type': type, ...headers }, body };
    const exchange = { request: { method: 'GET', path: requests[status] ?? requests[200] ?? '' }, response };
    return {
      name: `${status} ${type} ${toText(body)}`,
      expected: [statuses[status]?.also ?? [], expected].flat(),
      getActual: ({ runExchangeCheck }) => summarize(runExchangeCheck(exchange).findings),
    };
  };
  const allTypes = new Set([...Object.values(statuses).flatMap(({ types }) => types), ...table.wrongTypes]);
  for (const [key, { types, only_for_versions: notHere = [], example = null }] of Object.entries(statuses)) {
    const status = Number(key);
    const body = status === 200 ? [] : { message: 'no' };
    for (const type of allTypes) {
      const isRight = types.includes(type) && !notHere.includes(type);
      yield expectFindings(status, body, type, ...(isRight ? [] : ['response/content-type ']));
    }
    const place = `${OPERATION}/responses/${status}`;
    const described = { types, headers: Object.keys(headerValues), example };
    yield expectDocument(`${status} content types, headers and example`, described, (document) => ({
      types: keysAt(document, `${place}/content`),
      headers: keysAt(document, `${place}/headers`),
      example: getAt(document, `${place}/content/application~1json/example`),
    }));
    for (const [name, values] of Object.entries(headerValues))
      yield expectHeader(name, `${place}/headers/${name}`, values);
    if (status === 200) continue;
    for (const one of refusals.right) yield expectFindings(status, one, json);
    for (const { body: one, at } of refusals.wrong) yield expectFindings(status, one, json, `response/schema ${at}`);
    yield expectFindings(status, { message: 'no', Extra: 1 }, json, 'response/undocumented /Extra');
  }
  for (const status of table.unlisted) yield expectFindings(status, { message: 'no' }, json, 'response/status ');
  yield expectDocument('all statuses', Object.keys(statuses), (document) => keysAt(document, `${OPERATION}/responses`));
  const plain = { right: ['no'], wrong: [null] };
  yield expectDocument('400 in plain text', { ...plain, wrong: [] }, (document) =>
    keepValid(document, `${OPERATION}/responses/400/content/text~1plain/schema`, plain),
  );
}

/** Expects a header of a status, required and with these values. */
const expectHeader = (name: string, place: string, { example, ...values }: Values & { readonly example: Json }) =>
  expectDocument(`header ${name} at ${place}`, { required: true, example, ...values, wrong: [] }, (document) => {
    const pointer = String(getAt(document, `${place}/$ref`) ?? `#${place}`).slice(1);
    return {
      required: getAt(document, `${pointer}/required`),
      example: getAt(document, `${pointer}/example`),
      ...keepValid(document, `${pointer}/schema`, values),
    };
  });

// requests.yaml
interface RequestTable {
  readonly versions: { readonly oldest: number; readonly newest: number };
  /** The first API version of each contract. */
  readonly contracts: readonly string[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly loose: Values;
  readonly texts: Values;
  readonly keys: readonly string[];
  readonly filters: Values & { readonly wrongValues: readonly Json[] };
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

/** Expects which rules a request breaks. */
function expectRequest(minor: number, query: string, broken: readonly string[], kind = 'checked'): ClauseExpectation {
  const path = `/v1.${minor}/images/json${query}`;
  const exchange = { request: { method: 'GET', path }, response: { status: 200, body: [] } };
  return {
    name: path,
    expected: { kind, rules: broken },
    getActual: ({ runExchangeCheck }) => {
      const { kind, findings } = runExchangeCheck(exchange);
      return { kind, rules: findings.map(({ rule }) => rule) };
    },
  };
}

function* expectRequests(table: RequestTable): Expectations {
  const { contracts, parameters, keys, loose, texts } = table;
  const { oldest, newest } = table.versions;
  const rows = Object.entries(parameters).map(([name, { since = oldest, until = newest + 1, ...parameter }]) => {
    const isKnown = (minor: number): boolean => since <= minor && minor < until;
    return { name, parameter, isKnown, edges: new Set([oldest, since - 1, since, until - 1, until, newest]) };
  });
  for (let minor = oldest; minor <= newest; minor++) {
    const version = `1.${minor}`;
    yield expectRequest(minor, '', []);
    const known = rows.filter(({ isKnown }) => isKnown(minor)).map(({ name }) => name);
    const readNames = (document: JsonObject) => listParameters(document).map(({ name }) => name);
    yield expectDocument('all parameters', known.sort(), (document) => readNames(document).sort(), version);
    const readUrls = (document: JsonObject) =>
      Object.values(getAt(document, '/servers') ?? {}).some((one) => getOwn(one, 'url') === `/v${version}`);
    yield expectDocument('servers', true, readUrls, version);
    for (const { name, parameter, isKnown, edges } of rows) {
      if (!edges.has(minor)) continue;
      const { value = '1', finds = [], otherwise = ['request/undocumented'] } = parameter;
      yield expectRequest(minor, `?${name}=${value}`, isKnown(minor) ? finds : otherwise);
      if (isKnown(minor)) yield expectParameter(name, parameter, parameter.loose ? loose : texts, version);
    }
  }
  yield expectRequest(oldest - 1, '', ['request/version'], 'notChecked');
  yield expectRequest(newest + 1, '', ['request/version'], 'checked');
  const toQuery = (filters: object): string => `?filters=${encodeURIComponent(toText(filters))}`;
  for (const key of keys) yield expectRequest(oldest, toQuery({ [key]: [] }), []);
  yield expectRequest(49, toQuery({ nope: [] }), ['request/undocumented', 'response/status']);
  yield {
    name: 'where a contract begins',
    expected: contracts,
    getActual: ({ bundles }) =>
      [...bundles].filter(([, document], index, all) => document !== all[index - 1]?.[1]).map(([version]) => version),
  };
  yield* expectFilterSchemas(table.filters, keys);
}

/** The parameters of a document, with their pointers. */
const listParameters = (document: JsonObject) =>
  Object.values(getAt(document, PARAMETERS) ?? {}).map((one, index) => {
    const parameter = objectAt(one);
    return { name: String(parameter.name), parameter, pointer: `${PARAMETERS}/${index}` };
  });

/** Expects the description of a parameter. That of `filters` has no schema but a content. */
function expectParameter(name: string, parameter: Parameter, values: Values, version: string): ClauseExpectation {
  const { loose = false, deprecated = false, example = null } = parameter;
  const isJson = name === 'filters';
  const expected = {
    ...{ in: 'query', required: false, deprecated, allowEmptyValue: loose || isJson, example },
    default: loose ? false : null,
    ...(isJson ? {} : { ...values, wrong: [] }),
  };
  const read = (document: JsonObject) => {
    const found = listParameters(document).find((one) => one.name === name);
    if (!found) return undefined;
    const {
      in: place,
      required = false,
      deprecated = false,
      allowEmptyValue = false,
      example = null,
    } = found.parameter;
    return {
      ...{ in: place, required, deprecated, allowEmptyValue, example },
      default: getIn(found.parameter, 'schema', 'default') ?? null,
      ...(isJson ? {} : keepValid(document, `${found.pointer}/schema`, values)),
    };
  };
  return expectDocument(`?${name} as described`, expected, read, version);
}

/** Expects what the schema of `filters` allows, and its examples. */
function* expectFilterSchemas(
  { right, wrong, wrongValues }: RequestTable['filters'],
  keys: readonly string[],
): Expectations {
  const place = '/components/schemas/ImageListFilters';
  const ofKeys = keys.flatMap((key) => wrongValues.map((value): Json => ({ [key]: value })));
  const values = { right, wrong: [...wrong, ...ofKeys] };
  yield expectDocument('filters', { right, wrong: [] }, (document) => keepValid(document, place, values));
  for (const spelling of ['Lists', 'Sets']) {
    const name = `filters as ${spelling}: the keys, and an example`;
    yield expectDocument(name, { keys, types: ['application/json'], example: true }, (document) => {
      const { pointer } = listParameters(document).find((one) => one.name === 'filters') ?? {};
      const example = `${pointer}/content/application~1json/examples/${spelling.slice(0, -1).toLowerCase()}/value`;
      return {
        keys: keysAt(document, `${place}As${spelling}/properties`),
        types: keysAt(document, `${pointer}/content`),
        example: isValid(document, `${place}As${spelling}`, getAt(document, example)),
      };
    });
  }
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

function* expectStatuses({ rows }: { readonly rows: readonly StatusRow[] }): Expectations {
  for (const { at: api, of, query = '', filters = {}, padded = 0, message = 'no', gets, also, blames } of rows) {
    const entries = Object.entries(filters).map(([key, values]) => [key, values.map((one) => one.padEnd(padded, 'x'))]);
    const sent = entries.length > 0 ? `filters=${encodeURIComponent(toText(Object.fromEntries(entries)))}` : query;
    const toExchange = (status: number): Exchange => ({
      request: { method: 'GET', path: `/v${api}/images/json?${sent}` },
      response: {
        status,
        ...(of && { headers: { server: `Docker/${of} (linux)`, 'content-type': 'application/json' } }),
        body: status === 200 ? [] : { message },
      },
    });
    const refused = [200, 400, 404].filter((status) => !gets.includes(status) && status !== also);
    const broken = refused.map((status) => `${status} response/status`);
    yield {
      name: `${api} ${of ?? ''} ${sent} ${message}`,
      expected: {
        broken: blames ? [...broken, `500 ${SERVER_ERROR}`] : broken,
        expected: refused.length === 0 ? undefined : gets.join(', ').replace(/, (?=\d+$)/, ' or '),
      },
      getActual: ({ runExchangeCheck }) => {
        const found = [200, 400, 404, 403, 500, 503].flatMap((status) =>
          runExchangeCheck(toExchange(status)).findings.map((finding) => ({ ...finding, status })),
        );
        const statuses = found.filter(({ rule }) => rule === 'response/status' || rule === SERVER_ERROR);
        const allowed = statuses.find(({ rule }) => rule === 'response/status')?.expected;
        return {
          broken: statuses.map(({ status, rule }) => `${status} ${rule}`),
          expected: allowed?.replace(/ \(.*/s, ''),
        };
      },
    };
  }
}

// facts.yaml
interface FactTable {
  readonly facts: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Places that differ between the image stores, at the version of record. */
  readonly stores: readonly string[];
  readonly document: Readonly<Record<string, Json>>;
}

function* expectFacts({ facts, stores, document }: FactTable): Expectations {
  for (const [fact, values] of Object.entries(facts)) {
    for (const [value, places] of Object.entries(values)) {
      yield {
        name: `${fact} ${value}`,
        expected: splitWords(places),
        getActual: ({ bundles }) => {
          const documents = [...new Set(bundles.values())];
          return [...new Set(documents.flatMap((one) => listPlacesWith(one, fact, value)))].sort();
        },
      };
    }
  }
  yield expectDocument('stores', splitWords(stores), (record) =>
    listPlacesWith(record, 'x-stores', 'containerd graphdriver').sort(),
  );
  yield expectDocument('examples that break their schema', [], (record) => [
    ...listInvalidExamples(record, '/components/schemas'),
  ]);
  for (const [pointer, expected] of Object.entries(document)) {
    yield expectDocument(pointer, expected, (record) => getAt(record, pointer));
  }
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
  const schemas = Object.entries(getAt(document, '/components/schemas') ?? {});
  return [
    ...listParameters(document).flatMap(({ name, parameter }) => (has(parameter) ? `?${name}` : [])),
    ...schemas.flatMap(([name, schema]) => {
      const members = Object.entries((getOwn(schema, 'properties') ?? {}) as JsonObject); // as JSON Schema has it
      return members.filter(([, one]) => has(one)).map(([key]) => `${name}.${key}`);
    }),
  ];
}

/** Expects the rules, with their severity and place. */
function* expectRules(table: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): Expectations {
  const expected = Object.entries(table).flatMap(([severity, places]) =>
    Object.entries(places).flatMap(([place, lines]) => splitWords(lines).map((name) => `${name} ${severity} ${place}`)),
  );
  yield {
    name: 'rules',
    expected: expected.sort(),
    getActual: () => rules.map(({ name, severity, exchangePart }) => `${name} ${severity} ${exchangePart}`).sort(),
  };
}

/** Reads the expectations of every table in test/contract/clauses/, by the name of the table. */
export function readExpectations(root: string): ReadonlyMap<string, readonly ClauseExpectation[]> {
  const read = (name: string) => parse(readFileSync(join(root, 'test/contract/clauses', `${name}.yaml`), 'utf8'));
  const requests: RequestTable = read('requests');
  const { oldest, newest } = requests.versions;
  const versions = Array.from({ length: newest - oldest + 1 }, (_, index) => `1.${oldest + index}`);
  return new Map([
    ['list', [...expectLists(read('list'), versions)]],
    ['answers', [...expectResponses(read('answers'))]],
    ['requests', [...expectRequests(requests)]],
    ['statuses', [...expectStatuses(read('statuses'))]],
    ['facts', [...expectFacts(read('facts'))]],
    ['rules', [...expectRules(read('rules'))]],
  ]);
}
