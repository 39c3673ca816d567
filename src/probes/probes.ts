import { EngineError } from '../client/engine-error.js';
import { PROBE_PURPOSE } from '../contract/exchange.js';
import type { Exchange } from '../contract/index.js';
import { ABSENT_SAMPLE, chooseSample, type EngineSample, redactSample } from './sample.js';

/** What an engine is asked, named so that the name can be a file's. */
export interface Probe {
  /** What is asked, in kebab-case. */
  readonly name: string;
  /** The raw query, without the `?`; `""` for none. */
  readonly query: string;
  /** The query as it may be written down, where names that an engine has are redacted. */
  readonly redactedQuery?: string;
}

/** A question with what came of it. */
export interface ProbeResult {
  readonly probe: Probe;
  /** What the engine answered; absent when it gave no whole answer. */
  readonly exchange?: Exchange;
  /** Why there is no answer: what `ask` threw. */
  readonly error?: unknown;
}

/** Asks an engine for its list of images with a raw query, `""` for none; at which API version is its own matter. */
export type SendProbe = (query: string) => Promise<Exchange>;

/** The request target of a query at an API version such as `1.49`. */
export const createListTarget = (query: string, apiVersion: string): string =>
  `/v${apiVersion}/images/json${query && `?${query}`}`;

/**
 * The table of questions for one engine, with names that it has.
 *
 * @param redactName what becomes of these names where they are written down: a question that asks for a part of one is made
 *   again, of the redacted name
 */
export async function createProbes(sendProbe: SendProbe, redactName = (text: string) => text): Promise<Probe[]> {
  // An engine that hangs here does so at the question `plain` too, and is reported there.
  const plainList = await sendProbe('').catch(() => undefined);
  const sample = chooseSample(plainList?.response.body);
  const redactedProbes = listProbes(redactSample(sample, redactName));
  return listProbes(sample).map((probe, index) => {
    const query = redactedProbes[index]?.query ?? '';
    return query === probe.query ? probe : { ...probe, redactedQuery: query };
  });
}

/** The whole interview has taken as long as it may. */
class ProbeTimeout extends Error {
  constructor(readonly seconds: number) {
    super();
  }
}

/** The same questions for so many milliseconds from the first on; then the interview ends. */
export function limitDuration(sendProbe: SendProbe, maxMilliseconds: number, now = () => performance.now()): SendProbe {
  let end: number | undefined;
  return async (query) => {
    end ??= now() + maxMilliseconds;
    if (now() >= end) throw new ProbeTimeout(maxMilliseconds / 1000);
    return sendProbe(query);
  };
}

/** Is called before each probe with how many were sent and, where it is known, of how many. */
export type OnProbe = (sentCount: number, total?: number) => void;

/** Sends probes and counts them. */
export function countProbes(sendProbe: SendProbe, onProbe: OnProbe, total?: number): SendProbe {
  let sentCount = 0;
  return (query) => {
    onProbe(++sentCount, total);
    return sendProbe(query);
  };
}

/** Asks one question after another; one that fails does not keep the others from being asked. */
export async function* sendProbes(sendProbe: SendProbe, probes: readonly Probe[]): AsyncGenerator<ProbeResult> {
  for (const [index, probe] of probes.entries()) {
    try {
      yield { probe, exchange: markAsProbe(await sendProbe(probe.query)) };
    } catch (error) {
      if (!(error instanceof ProbeTimeout)) yield { probe, error };
      else {
        yield { probe, error: createNotSentError(probes.length - index, probes.length, error) };
        return;
      }
    }
  }
}

/** No client asks for `nope`: that a question is odd is no fault of whoever reads its answer. */
const markAsProbe = (exchange: Exchange): Exchange => ({
  ...exchange,
  request: { ...exchange.request, purpose: PROBE_PURPOSE },
});

function createNotSentError(unsentCount: number, probeCount: number, { seconds }: ProbeTimeout): EngineError {
  const subject = `${unsentCount} of ${probeCount} questions ${unsentCount === 1 ? 'was' : 'were'} not asked, from here on`;
  const message = `${subject}: ${seconds} s ${seconds === 1 ? 'has' : 'have'} passed since the first`;
  return new EngineError(message, { hint: 'See why the engine is so slow, or allow more with --timeout SECONDS.' });
}

/** All that an engine is asked, in order. The list is narrowed to a few images where the whole is not the point. */
export function listProbes(sample: EngineSample): Probe[] {
  const fewImages = encodeFiltersValue({ label: [sample.label.pair] });
  return [
    { name: FIRST_FULL_LISTING, query: FULL_LISTING_QUERY },
    ...tableToProbes('', unfilteredQueries, keepQuery),
    ...tableToProbes('', createFilteredQueries(fewImages), keepQuery),
    ...createBooleanProbes(fewImages),
    ...tableToProbes('', createParameterQueries(sample, fewImages), keepQuery),
    ...tableToProbes('query-', createUnusualQueries(sample, fewImages), keepQuery),
    ...tableToProbes('filters-', createFiltersTexts(sample), encodeFiltersJson),
    ...[
      createDanglingFilters,
      createLabelFilters,
      createNotLabelFilters,
      createReferenceFilters,
      createBeforeFilters,
      createSinceFilters,
      createUntilFilters,
      createCombinedFilters,
    ].flatMap((table) => tableToProbes('filters-', table(sample), encodeFiltersValue)),
    { name: 'whole-after', query: FULL_LISTING_QUERY },
  ];
}

/** All images: asked first and last, for it says what all other answers have to list, and whether that changed. */
const FULL_LISTING_QUERY = 'all=true';
export const FIRST_FULL_LISTING = 'whole-before';

type ProbeTable<Value> = Readonly<Record<string, Value>>;

/** A table's rows as questions; `write` makes the query of a row's value. */
const tableToProbes = <Value>(prefix: string, table: ProbeTable<Value>, toQuery: (value: Value) => string): Probe[] =>
  Object.entries(table).map(([name, value]) => ({ name: prefix + name, query: toQuery(value) }));

const keepQuery = (query: string): string => query;
const encodeFiltersJson = (json: string): string => `filters=${encodeURIComponent(json)}`;
/** Takes any JSON, for malformed filters are asked too. */
const encodeFiltersValue = (value: unknown): string => encodeFiltersJson(JSON.stringify(value));

const unfilteredQueries: ProbeTable<string> = {
  plain: '',
  all: 'all=true',
  digests: 'digests=true',
  manifests: 'manifests=true',
  'shared-size': 'shared-size=true',
  'manifests-shared-size': 'manifests=true&shared-size=true',
  'all-digests-manifests-shared-size': 'all=true&digests=true&manifests=true&shared-size=true',
  'all-digests-manifests-shared-size-false': 'all=false&digests=false&manifests=false&shared-size=false',
};

const createFilteredQueries = (fewImages: string): ProbeTable<string> => ({
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

/** Loose booleans, each with a filter that shows a few images on which it makes a difference. */
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

/** Parameters given twice, and those that v1.49 does not know. */
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

/** What the parser of the query makes of odd ones. */
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

/** `filters` as text: the malformed, and what engines take though it looks so. */
const createFiltersTexts = (sample: EngineSample): ProbeTable<string> => {
  const fewImages = JSON.stringify([sample.label.pair]);
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
});

const createNotLabelFilters = ({ label: { key, pair } }: EngineSample): ProbeTable<unknown> => ({
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

const createBeforeFilters = ({
  olderImage,
  newerImage,
  undatedImage,
  digest,
  label,
}: EngineSample): ProbeTable<unknown> => ({
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
});

const createSinceFilters = ({ newerImage, undatedImage, digest, label }: EngineSample): ProbeTable<unknown> => ({
  'since-name': { since: [newerImage.name] },
  'since-name-set': { since: { [newerImage.name]: true } },
  'since-undated': { since: [undatedImage.name], label: [label.pair] },
  'since-digest': { since: [digest], label: [label.key] },
  'since-empty-list': { since: [], label: [label.pair] },
  'since-missing': { since: [ABSENT_SAMPLE.name] },
  'since-malformed-empty-set': { since: { '': true } },
});

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

/** Several keys at once, also with a fault in more than one. */
const createCombinedFilters = ({
  name,
  label: { key },
  olderImage,
  newerImage,
}: EngineSample): ProbeTable<unknown> => ({
  'before-since-label': { since: [olderImage.name], before: [newerImage.name], label: [key] },
  'before-since-none': { since: [newerImage.name], before: [olderImage.name] },
  'dangling-reference': { dangling: ['false'], reference: [name] },
  'every-key-set': {
    before: { [newerImage.name]: true },
    dangling: { false: true },
    label: { [key]: true },
    reference: { '*/*': true },
    since: { [olderImage.name]: true },
    until: { '2100-01-02': true },
  },
  'faults-before-missing-dangling-maybe': { before: [ABSENT_SAMPLE.name], dangling: ['maybe'] },
  'faults-dangling-maybe-until-bad': { dangling: ['maybe'], until: ['yesterday'] },
});
