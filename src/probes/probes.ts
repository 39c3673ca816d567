/**
 * The probes: the requests that `record` and `check --host` send to an engine, made from what its plain list shows, and
 * how they are sent. What is read from the responses belongs to the callers.
 */
import { EngineError } from '../client/engine-error.js';
import { PROBE_PURPOSE } from '../contract/exchange.js';
import type { Exchange } from '../contract/index.js';
import { ABSENT_SAMPLE, chooseSample, type EngineSample, mapSample } from './sample.js';

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
  const redactedProbes = listProbes(
    mapSample(sample, (text, key) =>
      key === 'olderId'
        ? text
        : text
            .split('=')
            .map((part) => redactName(part))
            .join('='),
    ),
  );
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

/** All probes, in order. */
export function listProbes(sample: EngineSample): Probe[] {
  const names: Readonly<Record<string, string>> = deriveNames(sample);
  const fillIn = (template: string, escapeName: (name: string) => string): string =>
    template.replace(/\$(\w+)/g, (placeholder, key) => escapeName(names[key] ?? placeholder));
  const queryProbes = Object.entries(queryTemplates).map(([name, template]) => ({
    name,
    query: fillIn(template, encodeURIComponent),
  }));
  const filterProbes = Object.entries(filtersTemplates).map(([name, template]) => {
    const json = typeof template === 'string' ? template : JSON.stringify(template);
    const filters = fillIn(json, (text) => JSON.stringify(text).slice(1, -1));
    return { name: `filters-${name}`, query: encodeFilters(filters) };
  });
  return [
    { name: FIRST_FULL_LISTING, query: FULL_LISTING_QUERY },
    ...queryProbes,
    ...filterProbes,
    { name: 'whole-after', query: FULL_LISTING_QUERY },
  ];
}

const encodeFilters = (json: string): string => `filters=${encodeURIComponent(json)}`;

/** The names that stand in templates with a `$` before them. */
function deriveNames(sample: EngineSample) {
  const { name, pair, olderId } = sample;
  const [key = '', value = ''] = pair.split('=');
  const repository = name.slice(0, name.lastIndexOf(':'));
  return {
    ...sample,
    repository,
    rest: name.slice(1),
    last: repository.slice(repository.lastIndexOf('/') + 1),
    canonical: repository.includes('/') ? name : `library/${name}`,
    key,
    value,
    shortId: olderId.slice(7, 19),
  };
}

/** A filter that limits the list to a few images where it does not matter. */
const FEW_IMAGES = 'filters=%7B%22label%22%3A%5B%22$pair%22%5D%7D';
const DANGLING = encodeFilters('{"dangling":["true"]}');
const UNKNOWN_KEY = encodeFilters('{"nope":["x"]}');

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
};

/** The queries by the names of their probes. */
const queryTemplates: Readonly<Record<string, string>> = {
  plain: '',
  all: 'all=true',
  digests: 'digests=true',
  manifests: 'manifests=true',
  'shared-size': 'shared-size=true',
  'manifests-shared-size': 'manifests=true&shared-size=true',
  'all-digests-manifests-shared-size': 'all=true&digests=true&manifests=true&shared-size=true',
  'all-digests-manifests-shared-size-false': 'all=false&digests=false&manifests=false&shared-size=false',
  'label-manifests': `${FEW_IMAGES}&manifests=1`,
  'label-shared-size': `shared-size=1&${FEW_IMAGES}`,
  'label-all-digests-manifests-shared-size': `all=1&digests=1&manifests=1&shared-size=1&${FEW_IMAGES}`,
  'dangling-manifests-shared-size': `manifests=1&shared-size=1&${DANGLING}`,
  // Lenient booleans, each with a filter that lists a few images that differ by it.
  ...Object.fromEntries(
    Object.entries(lenientBooleans).map(([name, value]) => [
      `shared-size-loose-${name}`,
      `shared-size=${encodeURIComponent(value)}&${FEW_IMAGES}`,
    ]),
  ),
  'manifests-loose-one': `manifests=1&${FEW_IMAGES}`,
  'manifests-loose-zero': `manifests=0&${FEW_IMAGES}`,
  'manifests-loose-off': `manifests=off&${FEW_IMAGES}`,
  'all-loose-one': `all=1&${DANGLING}`,
  'all-loose-zero': `all=0&${DANGLING}`,
  'all-loose-off': `all=off&${DANGLING}`,
  // Repeated parameters, and parameters that v1.49 does not have.
  'repeated-shared-size-false-true': `shared-size=0&shared-size=1&${FEW_IMAGES}`,
  'repeated-shared-size-true-false': `shared-size=1&shared-size=0&${FEW_IMAGES}`,
  'repeated-filters': `${FEW_IMAGES}&${UNKNOWN_KEY}`,
  'repeated-filters-bad-first': `${UNKNOWN_KEY}&${FEW_IMAGES}`,
  'unknown-parameter': `nope=1&${FEW_IMAGES}`,
  'wrong-case-all': `ALL=1&${DANGLING}`,
  'underscore-shared-size': `shared_size=1&${FEW_IMAGES}`,
  'camel-case-shared-size': `sharedSize=1&${FEW_IMAGES}`,
  'legacy-filter': 'filter=$name',
  identity: `identity=1&${FEW_IMAGES}`,
  // Unusual but mostly valid encodings.
  'query-bad-escape': 'filters=%zz',
  'query-bad-escape-in-unknown': `nope=%&${FEW_IMAGES}`,
  'query-bad-escape-and-malformed-filters': 'filters=%7B&all=%zz',
  'query-semicolon': 'all=1;digests=1',
  'query-escaped-name': `%73hared-size=1&${FEW_IMAGES}`,
  'query-escapes-in-lower-case': 'filters=%7b%22label%22%3a%5b%22$key%3d$value%22%5d%7d',
  'query-plus-is-blank': `shared-size=+no+&${FEW_IMAGES}`,
  'query-plus-around-filters': `${FEW_IMAGES.replace('=', '=+')}+`,
  'query-unescaped': 'filters={"label":["$pair"]}',
  'query-no-utf-8-in-label': FEW_IMAGES.replace('%22%5D', '%FF%22%5D'),
  'query-nul-in-label': FEW_IMAGES.replace('%22%5D', '%5Cu0000%22%5D'),
  'query-empty-parts': `&&=&${FEW_IMAGES}&&`,
  'query-without-equals': `manifests&${FEW_IMAGES}`,
};

const untilValues = {
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

/** What `filters` is, as text or as the value of its JSON, by the names of their probes without `filters-`. */
const filtersTemplates: Readonly<Record<string, unknown>> = {
  // Texts: malformed ones, and unusual ones that engines accept.
  empty: '',
  null: 'null',
  'empty-object': '{}',
  'blanks-around': ' \n{ "label" :\t["$pair"] } ',
  'key-twice': '{"label":["does-not-exist"],"label":["$pair"]}',
  'list-with-null': '{"label":[null]}',
  'set-with-null': '{"label":{"$pair":null}}',
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
  'dangling-true-list': { dangling: ['true'] },
  'dangling-true-set': { dangling: { true: true } },
  'dangling-one-list': { dangling: ['1'] },
  'dangling-false-list': { dangling: ['false'] },
  'dangling-false-set': { dangling: { false: true }, label: { $pair: true } },
  'dangling-zero-list': { dangling: ['0'], label: ['$pair'] },
  'dangling-one-set': { dangling: { '1': true } },
  'dangling-zero-set': { dangling: { '0': true }, label: { $pair: true } },
  'dangling-true-set-false': { dangling: { true: false } },
  'dangling-true-beside-set-false': { dangling: { true: true, false: false } },
  'dangling-maybe-list': { dangling: ['maybe'] },
  'dangling-maybe-set': { dangling: { maybe: true } },
  'dangling-true-in-capitals': { dangling: ['TRUE'] },
  'dangling-empty-list': { dangling: [] },
  'dangling-null': { dangling: null },
  'dangling-true-and-false': { dangling: ['true', 'false'] },
  'dangling-true-and-maybe': { dangling: ['true', 'maybe'] },
  'label-list': { label: ['$pair'] },
  'label-set': { label: { $pair: true } },
  'label-set-false': { label: { $pair: false } },
  'label-key-list': { label: ['$key'] },
  'label-two-list': { label: ['$pair', '$otherPair'] },
  'label-two-values-of-one-key': { label: ['$pair', '$key=does-not-exist'] },
  'label-empty-value': { label: ['$key='] },
  'label-not-in-value': { label: ['$key!=$value', '$key'] },
  'label-missing': { label: ['does-not-exist'] },
  'label-not-ascii': { label: ['ключ=значение'] },
  'label-proto': { label: ['constructor', '__proto__'] },
  'label-long': { label: [`$key=${'x'.repeat(4097)}`] },
  'label-empty-list': { label: [], reference: ['$name'] },
  'label-empty-set': { label: {}, reference: { $name: true } },
  'label-null': { label: null, reference: ['$name'] },
  'not-label-list': { 'label!': ['$key'], dangling: ['true'] },
  'not-label-pair': { 'label!': ['$pair'], label: ['$key'] },
  'not-label-set': { 'label!': { $pair: true }, label: { $key: true } },
  'not-label-empty-list': { 'label!': [], label: ['$pair'] },
  'reference-list': { reference: ['$name'] },
  'reference-set': { reference: { $name: true } },
  'reference-set-false': { reference: { $name: false } },
  'reference-without-tag': { reference: ['$repository'] },
  'reference-two': { reference: ['$name', 'does-not-exist', '$digest'] },
  'reference-star': { reference: ['*'] },
  'reference-two-stars': { reference: ['**'] },
  'reference-star-tag': { reference: ['$repository:*'] },
  'reference-star-slash': { reference: ['*/$last'] },
  'reference-question-mark': { reference: ['?$rest'] },
  'reference-class-negated': { reference: ['[^A-Z]$rest'] },
  'reference-escape': { reference: ['\\$name'] },
  'reference-canonical': { reference: ['docker.io/$canonical'] },
  'reference-digest': { reference: ['$digest'] },
  'reference-missing': { reference: ['does-not-exist'] },
  'reference-empty-list': { reference: [], label: ['does-not-exist'] },
  'reference-malformed-bracket': { reference: ['['] },
  'reference-malformed-class': { reference: ['$repository[a-'] },
  'reference-malformed-beside-good': { reference: ['$name', '[^'] },
  // `before` and `since` name an image as a bound.
  'before-name': { before: ['$older'] },
  'before-name-set': { before: { $older: true } },
  'before-name-set-false': { before: { $older: false } },
  'before-id': { before: ['$olderId'] },
  'before-short-id': { before: ['$shortId'] },
  'before-digest': { before: ['$digest'], label: ['$key'] },
  'before-two': { before: ['$older', '$newer'] },
  'before-undated': { before: ['$undated'], label: ['$pair'] },
  'before-empty-list': { before: [], label: ['$pair'] },
  'before-missing': { before: [ABSENT_SAMPLE.name] },
  'before-missing-id': { before: [ABSENT_SAMPLE.olderId] },
  'before-malformed-empty': { before: [''] },
  'before-malformed-path-in-capitals': { before: ['example.com/Upper/Bad::ref'] },
  'before-malformed-tag': { before: ['name:'] },
  'before-doubtful-host-in-capitals': { before: ['UPPER/name'] },
  'before-doubtful-hex': { before: [ABSENT_SAMPLE.olderId.slice(7)] },
  'before-doubtful-long': { before: ['n'.repeat(300)] },
  'since-name': { since: ['$newer'] },
  'since-name-set': { since: { $newer: true } },
  'since-undated': { since: ['$undated'], label: ['$pair'] },
  'since-digest': { since: ['$digest'], label: ['$key'] },
  'since-empty-list': { since: [], label: ['$pair'] },
  'since-missing': { since: [ABSENT_SAMPLE.name] },
  'since-malformed-empty-set': { since: { '': true } },
  ...Object.fromEntries(
    Object.entries(untilValues).map(([name, time]) => [`until-${name}`, { until: [time], label: ['$pair'] }]),
  ),
  'until-set': { until: { '2100-01-02': true }, label: { $pair: true } },
  'until-set-false': { until: { '2100-01-02': false }, label: { $pair: true } },
  'until-two': { until: ['2100-01-02', '1h'], label: ['$pair'] },
  'until-empty-list': { until: [], label: ['$pair'] },
  // Several keys at once, some with more than one fault.
  'before-since-label': { since: ['$older'], before: ['$newer'], label: ['$key'] },
  'before-since-none': { since: ['$newer'], before: ['$older'] },
  'dangling-reference': { dangling: ['false'], reference: ['$name'] },
  'every-key-set': {
    before: { $newer: true },
    dangling: { false: true },
    label: { $key: true },
    reference: { '*/*': true },
    since: { $older: true },
    until: { '2100-01-02': true },
  },
  'faults-before-missing-dangling-maybe': { before: [ABSENT_SAMPLE.name], dangling: ['maybe'] },
  'faults-dangling-maybe-until-bad': { dangling: ['maybe'], until: ['yesterday'] },
};
