/**
 * The probes: the requests that `record` and `check --host` send to an engine, made from what its plain list shows, and
 * how they are sent. What is read from the responses belongs to the callers.
 */
import { EngineError } from '../client/engine-error.js';
import { PROBE_PURPOSE } from '../contract/exchange.js';
import type { Exchange } from '../contract/index.js';
import { ABSENT_SAMPLE, chooseSample, type EngineSample, redactSample } from './sample.js';

/** One request for the list of images. */
export interface Probe {
  /** In kebab-case, because a recording's file has this name. */
  readonly name: string;
  /** The raw query, without the `?`; `""` for none. */
  readonly query: string;
  /** The query to record in place of `query`, if that contains names to redact. */
  readonly redactedQuery?: string;
}

/** A probe with its response, or with the reason why there is none. */
export interface ProbeResult {
  readonly probe: Probe;
  /** Absent if there was no complete response. */
  readonly exchange?: Exchange;
  /** The error of `SendProbe`; present if `exchange` is absent. */
  readonly error?: unknown;
}

/** Requests the list of images with a raw query, at an API version that the function knows. */
export type SendProbe = (query: string) => Promise<Exchange>;

/** The request target for a query at an API version such as `1.49`. */
export const createListTarget = (query: string, apiVersion: string): string =>
  `/v${apiVersion}/images/json${query && `?${query}`}`;

/**
 * Creates the probes for one engine from the names in its plain list.
 *
 * @param redactName redacts a name. Queries are made a second time with redacted names, since a query can contain a part of
 *   a name
 */
export async function createProbes(sendProbe: SendProbe, redactName = (text: string) => text): Promise<Probe[]> {
  // If this request fails, so does the probe `plain`, whose error is reported.
  const plainList = await sendProbe('').catch(() => undefined);
  const sample = chooseSample(plainList?.response.body);
  const redactedProbes = listProbes(redactSample(sample, redactName));
  return listProbes(sample).map((probe, index) => {
    const redactedQuery = redactedProbes[index]?.query ?? '';
    return redactedQuery === probe.query ? probe : { ...probe, redactedQuery };
  });
}

/** All probes together have taken too long. */
class ProbeTimeout extends Error {
  constructor(readonly seconds: number) {
    super();
  }
}

/** Sends probes for at most so many milliseconds from the first one on; then `sendProbes` stops. */
export function limitDuration(sendProbe: SendProbe, maxMilliseconds: number, now = () => performance.now()): SendProbe {
  let end: number | undefined;
  return async (query) => {
    end ??= now() + maxMilliseconds;
    if (now() >= end) throw new ProbeTimeout(maxMilliseconds / 1000);
    return sendProbe(query);
  };
}

/** Called before each probe with its number, from 1, and the total if it is known. */
export type OnProbe = (sentCount: number, total?: number) => void;

/** Sends probes and counts them. */
export function countProbes(sendProbe: SendProbe, onProbe: OnProbe, total?: number): SendProbe {
  let sentCount = 0;
  return (query) => {
    onProbe(++sentCount, total);
    return sendProbe(query);
  };
}

/** Sends probes one after another. The others are sent even if one fails. */
export async function* sendProbes(sendProbe: SendProbe, probes: readonly Probe[]): AsyncGenerator<ProbeResult> {
  for (const [index, probe] of probes.entries()) {
    try {
      const exchange = await sendProbe(probe.query);
      // The purpose marks faults of the request as intended.
      yield { probe, exchange: { ...exchange, request: { ...exchange.request, purpose: PROBE_PURPOSE } } };
    } catch (error) {
      if (error instanceof ProbeTimeout) {
        yield { probe, error: createNotSentError(probes.length - index, probes.length, error) };
        return;
      }
      yield { probe, error };
    }
  }
}

function createNotSentError(unsentCount: number, probeCount: number, { seconds }: ProbeTimeout): EngineError {
  const subject = `${unsentCount} of ${probeCount} questions ${unsentCount === 1 ? 'was' : 'were'} not asked, from here on`;
  const message = `${subject}: ${seconds} s ${seconds === 1 ? 'has' : 'have'} passed since the first`;
  return new EngineError(message, { hint: 'See why the engine is so slow, or allow more with --timeout SECONDS.' });
}

/** The full listing is the first and the last probe: it has all images that the other lists can have, and shows changes. */
const FULL_LISTING_QUERY = 'all=true';
export const FIRST_FULL_LISTING = 'whole-before';
/** The probes without whose lists nothing can be said of an engine. */
export const ESSENTIAL_PROBES: readonly string[] = [FIRST_FULL_LISTING, 'plain'];

/** All probes, in order. A label limits the list to a few images where the filter does not matter. */
export function listProbes(sample: EngineSample): Probe[] {
  const fewImages = encodeFiltersValue({ label: [sample.label.pair] });
  const filterTables = [
    createDanglingFilters,
    createLabelFilters,
    createReferenceFilters,
    createBoundFilters,
    createUntilFilters,
    createCombinedFilters,
  ];
  return [
    { name: FIRST_FULL_LISTING, query: FULL_LISTING_QUERY },
    ...tableToProbes('', createListQueries(fewImages), keepQuery),
    ...createBooleanProbes(fewImages),
    ...tableToProbes('', createParameterQueries(sample, fewImages), keepQuery),
    ...tableToProbes('query-', createUnusualQueries(sample, fewImages), keepQuery),
    ...tableToProbes('filters-', createFiltersTexts(sample), encodeFiltersJson),
    ...filterTables.flatMap((createTable) => tableToProbes('filters-', createTable(sample), encodeFiltersValue)),
    { name: 'whole-after', query: FULL_LISTING_QUERY },
  ];
}

/** Values of some kind by the names of their probes. */
type ProbeTable<Value> = Readonly<Record<string, Value>>;

const tableToProbes = <Value>(prefix: string, table: ProbeTable<Value>, toQuery: (value: Value) => string): Probe[] =>
  Object.entries(table).map(([name, value]) => ({ name: prefix + name, query: toQuery(value) }));

const keepQuery = (query: string): string => query;
const encodeFiltersJson = (json: string): string => `filters=${encodeURIComponent(json)}`;
/** Takes any JSON, because some filters are malformed on purpose. */
const encodeFiltersValue = (value: unknown): string => encodeFiltersJson(JSON.stringify(value));

const createListQueries = (fewImages: string): ProbeTable<string> => ({
  plain: '',
  all: 'all=true',
  digests: 'digests=true',
  manifests: 'manifests=true',
  'shared-size': 'shared-size=true',
  'manifests-shared-size': 'manifests=true&shared-size=true',
  'all-digests-manifests-shared-size': 'all=true&digests=true&manifests=true&shared-size=true',
  'all-digests-manifests-shared-size-false': 'all=false&digests=false&manifests=false&shared-size=false',
  'label-manifests': `${fewImages}&manifests=1`,
  'label-shared-size': `shared-size=1&${fewImages}`,
  'label-all-digests-manifests-shared-size': `all=1&digests=1&manifests=1&shared-size=1&${fewImages}`,
  'dangling-manifests-shared-size': `manifests=1&shared-size=1&${encodeFiltersValue({ dangling: ['true'] })}`,
});

const lenientBooleans = {
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

/** Lenient booleans, each with a filter that lists a few images that differ by it. */
function createBooleanProbes(fewImages: string): Probe[] {
  const { one, zero, off } = lenientBooleans;
  const parameters: [string, ProbeTable<string>, string][] = [
    ['shared-size', lenientBooleans, fewImages],
    ['manifests', { one, zero, off }, fewImages],
    ['all', { one, zero, off }, encodeFiltersValue({ dangling: ['true'] })],
  ];
  return parameters.flatMap(([parameter, table, filter]) =>
    tableToProbes(`${parameter}-loose-`, table, (value) => `${parameter}=${encodeURIComponent(value)}&${filter}`),
  );
}

/** Repeated parameters, and parameters that v1.49 does not have. */
const createParameterQueries = ({ name }: EngineSample, fewImages: string): ProbeTable<string> => ({
  'repeated-shared-size-false-true': `shared-size=0&shared-size=1&${fewImages}`,
  'repeated-shared-size-true-false': `shared-size=1&shared-size=0&${fewImages}`,
  'repeated-filters': `${fewImages}&${encodeFiltersValue({ nope: ['x'] })}`,
  'repeated-filters-bad-first': `${encodeFiltersValue({ nope: ['x'] })}&${fewImages}`,
  'unknown-parameter': `nope=1&${fewImages}`,
  'wrong-case-all': `ALL=1&${encodeFiltersValue({ dangling: ['true'] })}`,
  'underscore-shared-size': `shared_size=1&${fewImages}`,
  'camel-case-shared-size': `sharedSize=1&${fewImages}`,
  'legacy-filter': `filter=${encodeURIComponent(name)}`,
  identity: `identity=1&${fewImages}`,
});

/** Unusual but mostly valid encodings of the query. */
const createUnusualQueries = ({ label }: EngineSample, fewImages: string): ProbeTable<string> => ({
  'bad-escape': 'filters=%zz',
  'bad-escape-in-unknown': `nope=%&${fewImages}`,
  'bad-escape-and-malformed-filters': 'filters=%7B&all=%zz',
  semicolon: 'all=1;digests=1',
  'escaped-name': `%73hared-size=1&${fewImages}`,
  'escapes-in-lower-case': fewImages.replace(/%../g, (triple) => triple.toLowerCase()),
  'plus-is-blank': `shared-size=+no+&${fewImages}`,
  'plus-around-filters': fewImages.replace('=', '=+').concat('+'),
  unescaped: `filters={"label":["${encodeURIComponent(label.pair)}"]}`,
  'no-utf-8-in-label': fewImages.replace('%22%5D', '%FF%22%5D'),
  'nul-in-label': fewImages.replace('%22%5D', '%5Cu0000%22%5D'),
  'empty-parts': `&&=&${fewImages}&&`,
  'without-equals': `manifests&${fewImages}`,
});

/** Texts of `filters`: malformed ones, and unusual ones that engines accept. */
const createFiltersTexts = ({ label }: EngineSample): ProbeTable<string> => {
  const fewImages = JSON.stringify([label.pair]);
  return {
    empty: '',
    null: 'null',
    'empty-object': '{}',
    'blanks-around': ` \n{ "label" :\t${fewImages} } `,
    'key-twice': `{"label":["does-not-exist"],"label":${fewImages}}`,
    'list-with-null': `{"label":[null]}`,
    'set-with-null': `{"label":{${fewImages.slice(1, -1)}:null}}`,
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

const createDanglingFilters = ({ label: { pair } }: EngineSample): ProbeTable<unknown> => ({
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

const createLabelFilters = ({ label: { key, value, pair }, otherLabel, name }: EngineSample): ProbeTable<unknown> => ({
  'label-list': { label: [pair] },
  'label-set': { label: { [pair]: true } },
  'label-set-false': { label: { [pair]: false } },
  'label-key-list': { label: [key] },
  'label-two-list': { label: [pair, otherLabel.pair] },
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
  'not-label-list': { 'label!': [key], dangling: ['true'] },
  'not-label-pair': { 'label!': [pair], label: [key] },
  'not-label-set': { 'label!': { [pair]: true }, label: { [key]: true } },
  'not-label-empty-list': { 'label!': [], label: [pair] },
});

const createReferenceFilters = ({ name, repository, digest }: EngineSample): ProbeTable<unknown> => {
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

/** `before` and `since`, which name an image as a bound. */
const createBoundFilters = (sample: EngineSample): ProbeTable<unknown> => {
  const { olderImage, newerImage, undatedImage, digest, label } = sample;
  return {
    'before-name': { before: [olderImage.name] },
    'before-name-set': { before: { [olderImage.name]: true } },
    'before-name-set-false': { before: { [olderImage.name]: false } },
    'before-id': { before: [olderImage.id] },
    'before-short-id': { before: [olderImage.id.slice(7, 19)] },
    'before-digest': { before: [digest], label: [label.key] },
    'before-two': { before: [olderImage.name, newerImage.name] },
    'before-undated': { before: [undatedImage.name], label: [label.pair] },
    'before-empty-list': { before: [], label: [label.pair] },
    'before-missing': { before: [ABSENT_SAMPLE.name] },
    'before-missing-id': { before: [ABSENT_SAMPLE.id] },
    'before-malformed-empty': { before: [''] },
    'before-malformed-path-in-capitals': { before: ['example.com/Upper/Bad::ref'] },
    'before-malformed-tag': { before: ['name:'] },
    'before-doubtful-host-in-capitals': { before: ['UPPER/name'] },
    'before-doubtful-hex': { before: [ABSENT_SAMPLE.id.slice(7)] },
    'before-doubtful-long': { before: ['n'.repeat(300)] },
    'since-name': { since: [newerImage.name] },
    'since-name-set': { since: { [newerImage.name]: true } },
    'since-undated': { since: [undatedImage.name], label: [label.pair] },
    'since-digest': { since: [digest], label: [label.key] },
    'since-empty-list': { since: [], label: [label.pair] },
    'since-missing': { since: [ABSENT_SAMPLE.name] },
    'since-malformed-empty-set': { since: { '': true } },
  };
};

const untilValues: ProbeTable<string> = {
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

const createUntilFilters = ({ label: { pair } }: EngineSample): ProbeTable<unknown> => ({
  ...Object.fromEntries(
    Object.entries(untilValues).map(([name, time]) => [`until-${name}`, { until: [time], label: [pair] }]),
  ),
  'until-set': { until: { '2100-01-02': true }, label: { [pair]: true } },
  'until-set-false': { until: { '2100-01-02': false }, label: { [pair]: true } },
  'until-two': { until: ['2100-01-02', '1h'], label: [pair] },
  'until-empty-list': { until: [], label: [pair] },
});

/** Several keys at once, some with more than one fault. */
const createCombinedFilters = ({ name, label, olderImage, newerImage }: EngineSample): ProbeTable<unknown> => ({
  'before-since-label': { since: [olderImage.name], before: [newerImage.name], label: [label.key] },
  'before-since-none': { since: [newerImage.name], before: [olderImage.name] },
  'dangling-reference': { dangling: ['false'], reference: [name] },
  'every-key-set': {
    before: { [newerImage.name]: true },
    dangling: { false: true },
    label: { [label.key]: true },
    reference: { '*/*': true },
    since: { [olderImage.name]: true },
    until: { '2100-01-02': true },
  },
  'faults-before-missing-dangling-maybe': { before: [ABSENT_SAMPLE.name], dangling: ['maybe'] },
  'faults-dangling-maybe-until-bad': { dangling: ['maybe'], until: ['yesterday'] },
});
