import { EngineError } from '../connection/error.js';
import { PROBE } from '../contract/exchange.js';
import type { Exchange } from '../contract/index.js';
import { absent, redactSample, type Sample, sampleOf } from './sample.js';

/** What an engine is asked, named so that the name can be a file's. */
export interface Question {
  /** What is asked, in kebab-case. */
  readonly name: string;
  /** The raw query, without the `?`; `""` for none. */
  readonly query: string;
  /** The query as it may be written down, where names that an engine has are redacted. */
  readonly written?: string;
}

/** A question with what came of it. */
export interface Outcome {
  readonly question: Question;
  /** What the engine answered; absent when it gave no whole answer. */
  readonly exchange?: Exchange;
  /** Why there is no answer: what `ask` threw. */
  readonly error?: unknown;
}

/** Asks an engine for its list of images with a raw query, `""` for none; at which API version is its own matter. */
export type Ask = (query: string) => Promise<Exchange>;

/** The request target of a query at an API version such as `1.49`. */
export const pathOf = (query: string, apiVersion: string): string =>
  `/v${apiVersion}/images/json${query && `?${query}`}`;

/**
 * The table of questions for one engine, with names that it has.
 *
 * @param clean what becomes of these names where they are written down: a question that asks for a part of one is made
 *   again, of the redacted name
 */
export async function questionsFor(ask: Ask, clean = (text: string) => text): Promise<Question[]> {
  // An engine that hangs here does so at the question `plain` too, and is reported there.
  const plain = await ask('').catch(() => undefined);
  const sample = sampleOf(plain?.response.body);
  const written = questions(redactSample(sample, clean));
  return questions(sample).map((question, index) => {
    const query = written[index]?.query ?? '';
    return query === question.query ? question : { ...question, written: query };
  });
}

/** The whole interview has taken as long as it may. */
class OutOfTime extends Error {
  constructor(readonly seconds: number) {
    super();
  }
}

/** The same questions for so many milliseconds from the first on; then the interview ends. */
export function within(ask: Ask, most: number, now = () => performance.now()): Ask {
  let end: number | undefined;
  return async (query) => {
    end ??= now() + most;
    if (now() >= end) throw new OutOfTime(most / 1000);
    return ask(query);
  };
}

/** Asks one question after another; one that fails does not keep the others from being asked. */
export async function* interview(ask: Ask, table: readonly Question[]): AsyncGenerator<Outcome> {
  for (const [index, question] of table.entries()) {
    try {
      yield { question, exchange: asProbe(await ask(question.query)) };
    } catch (error) {
      if (!(error instanceof OutOfTime)) yield { question, error };
      else {
        yield { question, error: notAsked(table.length - index, table.length, error) };
        return;
      }
    }
  }
}

/** No client asks for `nope`: that a question is odd is no fault of whoever reads its answer. */
const asProbe = (exchange: Exchange): Exchange => ({ ...exchange, request: { ...exchange.request, purpose: PROBE } });

function notAsked(left: number, all: number, { seconds }: OutOfTime): EngineError {
  const which = `${left} of ${all} questions ${left === 1 ? 'was' : 'were'} not asked, from here on`;
  const message = `${which}: ${seconds} s ${seconds === 1 ? 'has' : 'have'} passed since the first`;
  return new EngineError(message, { hint: 'See why the engine is so slow, or allow more with --timeout SECONDS.' });
}

/** All that an engine is asked, in order. The list is narrowed to a few images where the whole is not the point. */
export function questions(sample: Sample): Question[] {
  const few = filters({ label: [sample.label.pair] });
  return [
    { name: WHOLE_BEFORE, query: WHOLE },
    ...named('', wholeLists, asIs),
    ...named('', narrowLists(few), asIs),
    ...booleans(few),
    ...named('', parameters(sample, few), asIs),
    ...named('query-', queries(sample, few), asIs),
    ...named('filters-', texts(sample), text),
    ...[dangling, label, notLabel, reference, before, since, until, several].flatMap((table) =>
      named('filters-', table(sample), filters),
    ),
    { name: 'whole-after', query: WHOLE },
  ];
}

/** All images: asked first and last, for it says what all other answers have to list, and whether that changed. */
const WHOLE = 'all=true';
export const WHOLE_BEFORE = 'whole-before';

type Table<Value> = Readonly<Record<string, Value>>;

/** A table's rows as questions; `write` makes the query of a row's value. */
const named = <Value>(prefix: string, table: Table<Value>, write: (value: Value) => string): Question[] =>
  Object.entries(table).map(([name, value]) => ({ name: prefix + name, query: write(value) }));

const asIs = (query: string): string => query;
const text = (json: string): string => `filters=${encodeURIComponent(json)}`;
/** Takes any JSON, for malformed filters are asked too. */
const filters = (value: unknown): string => text(JSON.stringify(value));

const wholeLists: Table<string> = {
  plain: '',
  all: 'all=true',
  digests: 'digests=true',
  manifests: 'manifests=true',
  'shared-size': 'shared-size=true',
  'manifests-shared-size': 'manifests=true&shared-size=true',
  'all-digests-manifests-shared-size': 'all=true&digests=true&manifests=true&shared-size=true',
  'all-digests-manifests-shared-size-false': 'all=false&digests=false&manifests=false&shared-size=false',
};

const narrowLists = (few: string): Table<string> => ({
  'label-manifests': `${few}&manifests=1`,
  'label-shared-size': `shared-size=1&${few}`,
  'label-all-digests-manifests-shared-size': `all=1&digests=1&manifests=1&shared-size=1&${few}`,
  'dangling-manifests-shared-size': `manifests=1&shared-size=1&${filters({ dangling: ['true'] })}`,
});

const loose = {
  one: '1',
  zero: '0',
  off: 'off',
  none: 'NONE',
  f: 'f',
  no: 'no',
  empty: '',
  'false-in-blanks': ' false ',
  'false-in-capitals': 'FALSE',
  maybe: 'maybe',
} as const;

/** Loose booleans, each with a filter that shows a few images on which it makes a difference. */
function booleans(few: string): Question[] {
  const { one, zero, off } = loose;
  const asked: [string, Table<string>, string][] = [
    ['shared-size', loose, few],
    ['manifests', { one, zero, off }, few],
    ['all', { one, zero, off }, filters({ dangling: ['true'] })],
  ];
  return asked.flatMap(([parameter, table, filter]) =>
    named(`${parameter}-loose-`, table, (value) => `${parameter}=${encodeURIComponent(value)}&${filter}`),
  );
}

/** Parameters given twice, and those that v1.49 does not know. */
const parameters = ({ name }: Sample, few: string): Table<string> => ({
  'repeated-shared-size-false-true': `shared-size=0&shared-size=1&${few}`,
  'repeated-shared-size-true-false': `shared-size=1&shared-size=0&${few}`,
  'repeated-filters': `${few}&${filters({ nope: ['x'] })}`,
  'repeated-filters-bad-first': `${filters({ nope: ['x'] })}&${few}`,
  'unknown-parameter': `nope=1&${few}`,
  'wrong-case-all': `ALL=1&${filters({ dangling: ['true'] })}`,
  'underscore-shared-size': `shared_size=1&${few}`,
  'camel-case-shared-size': `sharedSize=1&${few}`,
  'legacy-filter': `filter=${encodeURIComponent(name)}`,
  identity: `identity=1&${few}`,
});

/** What the parser of the query makes of odd ones. */
const queries = ({ label }: Sample, few: string): Table<string> => ({
  'bad-escape': 'filters=%zz',
  'bad-escape-in-unknown': `nope=%&${few}`,
  'bad-escape-and-malformed-filters': 'filters=%7B&all=%zz',
  semicolon: 'all=1;digests=1',
  'escaped-name': `%73hared-size=1&${few}`,
  'escapes-in-lower-case': few.replace(/%../g, (triple) => triple.toLowerCase()),
  'plus-is-blank': `shared-size=+no+&${few}`,
  'plus-around-filters': few.replace('=', '=+').concat('+'),
  unescaped: `filters={"label":["${encodeURIComponent(label.pair)}"]}`,
  'no-utf-8-in-label': few.replace('%22%5D', '%FF%22%5D'),
  'nul-in-label': few.replace('%22%5D', '%5Cu0000%22%5D'),
  'empty-parts': `&&=&${few}&&`,
  'without-equals': `manifests&${few}`,
});

/** `filters` as text: the malformed, and what engines take though it looks so. */
const texts = (sample: Sample): Table<string> => {
  const few = JSON.stringify([sample.label.pair]);
  return {
    empty: '',
    null: 'null',
    'empty-object': '{}',
    'blanks-around': ` \n{ "label" :\t${few} } `,
    'key-twice': `{"label":["does-not-exist"],"label":${few}}`,
    'list-with-null': `{"label":[null]}`,
    'set-with-null': `{"label":{${few.slice(1, -1)}:null}}`,
    'unknown-key': '{"nope":["x"]}',
    'unknown-key-set': '{"nope":{"x":true}}',
    'unknown-key-empty-list': '{"nope":[]}',
    'wrong-case-key': '{"Label":["x"]}',
    'malformed-brace': '{',
    'malformed-bracket': '[',
    'malformed-blank': ' ',
    'malformed-word': 'label',
    'malformed-list': '[]',
    'malformed-text': '"label"',
    'malformed-number': '1',
    'malformed-true': 'true',
    'malformed-value-text': '{"label":"x"}',
    'malformed-value-true': '{"dangling":true}',
    'malformed-list-of-numbers': '{"label":[1]}',
    'malformed-set-of-numbers': '{"label":{"x":1}}',
    'malformed-mixed-spellings': '{"label":["x"],"dangling":{"true":true}}',
    'malformed-trailing-text': '{"label":["x"]} x',
  };
};

const dangling = ({ label: { pair } }: Sample): Table<unknown> => ({
  'dangling-true-list': { dangling: ['true'] },
  'dangling-true-set': { dangling: { true: true } },
  'dangling-one-list': { dangling: ['1'] },
  'dangling-false-list': { dangling: ['false'] },
  'dangling-false-set': { dangling: { false: true }, label: { [pair]: true } },
  'dangling-zero-list': { dangling: ['0'], label: [pair] },
  'dangling-one-set': { dangling: { '1': true } },
  'dangling-zero-set': { dangling: { '0': true }, label: { [pair]: true } },
  'dangling-true-set-false': { dangling: { true: false } },
  'dangling-true-beside-set-false': { dangling: { true: true, false: false } },
  'dangling-maybe-list': { dangling: ['maybe'] },
  'dangling-maybe-set': { dangling: { maybe: true } },
  'dangling-true-in-capitals': { dangling: ['TRUE'] },
  'dangling-empty-list': { dangling: [] },
  'dangling-null': { dangling: null },
  'dangling-true-and-false': { dangling: ['true', 'false'] },
  'dangling-true-and-maybe': { dangling: ['true', 'maybe'] },
});

const label = ({ label: { key, value, pair }, also, name }: Sample): Table<unknown> => ({
  'label-list': { label: [pair] },
  'label-set': { label: { [pair]: true } },
  'label-set-false': { label: { [pair]: false } },
  'label-key-list': { label: [key] },
  'label-two-list': { label: [pair, also.pair] },
  'label-two-values-of-one-key': { label: [pair, `${key}=does-not-exist`] },
  'label-empty-value': { label: [`${key}=`] },
  'label-not-in-value': { label: [`${key}!=${value}`, key] },
  'label-missing': { label: ['does-not-exist'] },
  'label-not-ascii': { label: ['ключ=значение'] },
  'label-proto': { label: ['constructor', '__proto__'] },
  'label-long': { label: [`${key}=${'x'.repeat(4097)}`] },
  'label-empty-list': { label: [], reference: [name] },
  'label-empty-set': { label: {}, reference: { [name]: true } },
  'label-null': { label: null, reference: [name] },
});

const notLabel = ({ label: { key, pair } }: Sample): Table<unknown> => ({
  'not-label-list': { 'label!': [key], dangling: ['true'] },
  'not-label-pair': { 'label!': [pair], label: [key] },
  'not-label-set': { 'label!': { [pair]: true }, label: { [key]: true } },
  'not-label-empty-list': { 'label!': [], label: [pair] },
});

const reference = ({ name, repository, digest }: Sample): Table<unknown> => {
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  const rest = name.slice(1);
  return {
    'reference-list': { reference: [name] },
    'reference-set': { reference: { [name]: true } },
    'reference-set-false': { reference: { [name]: false } },
    'reference-without-tag': { reference: [repository] },
    'reference-two': { reference: [name, 'does-not-exist', digest] },
    'reference-star': { reference: ['*'] },
    'reference-two-stars': { reference: ['**'] },
    'reference-star-tag': { reference: [`${repository}:*`] },
    'reference-star-slash': { reference: [`*/${last}`] },
    'reference-question-mark': { reference: [`?${rest}`] },
    'reference-class-negated': { reference: [`[^A-Z]${rest}`] },
    'reference-escape': { reference: [`\\${name}`] },
    'reference-canonical': { reference: [`docker.io/${repository.includes('/') ? '' : 'library/'}${name}`] },
    'reference-digest': { reference: [digest] },
    'reference-missing': { reference: ['does-not-exist'] },
    'reference-empty-list': { reference: [], label: ['does-not-exist'] },
    'reference-malformed-bracket': { reference: ['['] },
    'reference-malformed-class': { reference: [`${repository}[a-`] },
    'reference-malformed-beside-good': { reference: [name, '[^'] },
  };
};

const before = ({ older, newer, undated, digest, label }: Sample): Table<unknown> => ({
  'before-name': { before: [older.name] },
  'before-name-set': { before: { [older.name]: true } },
  'before-name-set-false': { before: { [older.name]: false } },
  'before-id': { before: [older.id] },
  'before-short-id': { before: [older.id.slice(7, 19)] },
  'before-digest': { before: [digest], label: [label.key] },
  'before-two': { before: [older.name, newer.name] },
  'before-undated': { before: [undated.name], label: [label.pair] },
  'before-empty-list': { before: [], label: [label.pair] },
  'before-missing': { before: [absent.name] },
  'before-missing-id': { before: [absent.id] },
  'before-malformed-empty': { before: [''] },
  'before-malformed-path-in-capitals': { before: ['example.com/Upper/Bad::ref'] },
  'before-malformed-tag': { before: ['name:'] },
  'before-doubtful-host-in-capitals': { before: ['UPPER/name'] },
  'before-doubtful-hex': { before: [absent.id.slice(7)] },
  'before-doubtful-long': { before: ['n'.repeat(300)] },
});

const since = ({ newer, undated, digest, label }: Sample): Table<unknown> => ({
  'since-name': { since: [newer.name] },
  'since-name-set': { since: { [newer.name]: true } },
  'since-undated': { since: [undated.name], label: [label.pair] },
  'since-digest': { since: [digest], label: [label.key] },
  'since-empty-list': { since: [], label: [label.pair] },
  'since-missing': { since: [absent.name] },
  'since-malformed-empty-set': { since: { '': true } },
});

const times: Table<string> = {
  duration: '10m',
  'duration-with-fraction': '1.5h',
  'duration-negative': '-10m',
  seconds: '1709683200',
  'seconds-with-fraction': '1709683200.123456789',
  date: '2024-03-06',
  'date-with-zone': '2024-03-06Z',
  'date-hours-minutes': '2024-03-06T12:00',
  'date-time': '2024-03-06T12:00:00',
  rfc3339: '2024-03-06T12:00:00Z',
  'rfc3339-with-offset': '2024-03-06T12:00:00.5+02:00',
  future: '2100-01-02',
  'bad-word': 'yesterday',
  'bad-empty': '',
  'bad-number': '-1',
  'bad-month': '2024-13-01',
  'bad-blank-for-t': '2024-03-06 12:00:00',
};

const until = ({ label: { pair } }: Sample): Table<unknown> => ({
  ...Object.fromEntries(
    Object.entries(times).map(([name, time]) => [`until-${name}`, { until: [time], label: [pair] }]),
  ),
  'until-set': { until: { '2100-01-02': true }, label: { [pair]: true } },
  'until-set-false': { until: { '2100-01-02': false }, label: { [pair]: true } },
  'until-two': { until: ['2100-01-02', '1h'], label: [pair] },
  'until-empty-list': { until: [], label: [pair] },
});

/** Several keys at once, also with a fault in more than one. */
const several = ({ name, label: { key }, older, newer }: Sample): Table<unknown> => ({
  'before-since-label': { since: [older.name], before: [newer.name], label: [key] },
  'before-since-none': { since: [newer.name], before: [older.name] },
  'dangling-reference': { dangling: ['false'], reference: [name] },
  'every-key-set': {
    before: { [newer.name]: true },
    dangling: { false: true },
    label: { [key]: true },
    reference: { '*/*': true },
    since: { [older.name]: true },
    until: { '2100-01-02': true },
  },
  'faults-before-missing-dangling-maybe': { before: [absent.name], dangling: ['maybe'] },
  'faults-dangling-maybe-until-bad': { dangling: ['maybe'], until: ['yesterday'] },
});
