import { isDeepStrictEqual } from 'node:util';
import { checkExchange, type Finding } from '../../../src/contract/index.js';
import { appendToken, getAtPointer, getOwn } from '../../../src/values/pointer.js';
import { at, type Json, type JsonObject } from '../../generate/bundle.js';
import { responsePointer } from '../../generate/schemas.js';
import { setAtPointer } from '../../set-at-pointer.js';
import type { Outcome } from './scores.js';
import { isOnlyFinding, type ValidExchange, withBody } from './valid-exchanges.js';

/** A value in the body of a recorded response. */
interface Instance {
  readonly valid: ValidExchange;
  readonly pointer: string;
  readonly value: unknown;
}

/** A schema as it applies at one place of a response body, and all values recorded there. */
interface Place {
  /** The status and the pointer, with `*` for any index or name; of a manifest also its kind. */
  readonly label: string;
  readonly schema: JsonObject;
  /** Where the schema stands in the bundle. */
  readonly pointer: string;
  readonly instances: readonly Instance[];
}

/** A value that violates a keyword. */
interface BrokenValue {
  readonly value: unknown;
  /** Where the value is set, below the instance; the instance itself by default. */
  readonly setAt?: string;
  /** Where the violation is reported, below the instance; the instance itself by default. */
  readonly reportedAt?: string;
}

/** One way to violate a keyword. */
interface Violation {
  readonly label?: string;
  /** Returns a value in place of an instance; `undefined` if the instance cannot be violated so. */
  readonly breakValue: (value: unknown) => BrokenValue | undefined;
  /** Whether the findings report the violation at a pointer. By default it is the only one, of rule `response/schema`. */
  readonly isReported?: (findings: readonly Finding[], pointer: string) => boolean;
}

/** A value of each JSON Schema type. */
const valuesOfTypes = { null: null, boolean: true, integer: 7, number: 0.5, string: 'text', array: [], object: {} };

const toStrings = (value: Json): string[] => [value ?? []].flat().map(String);
const isString = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Breaks only instances of one type. */
const breakOnly =
  <T>(isOfType: (value: unknown) => value is T, toBroken: (instance: T) => unknown): Violation['breakValue'] =>
  (instance) =>
    isOfType(instance) ? { value: toBroken(instance) } : undefined;

/** Breaks a format. JSON Schema does not assert it, but another rule may: any error at the pointer counts. */
const breakFormat = (breakValue: Violation['breakValue'], label = ''): Violation => ({
  label,
  breakValue,
  isReported: (findings, pointer) =>
    findings.some((finding) => finding.severity === 'error' && finding.pointer === pointer),
});

const formats: Readonly<Record<string, Violation>> = {
  int64: breakFormat(
    breakOnly(isNumber, () => 2 ** 63),
    'int64',
  ),
  uri: breakFormat(
    breakOnly(isString, () => 'no URI'),
    'uri',
  ),
};

/** The ways to violate each keyword, by its value in the schema. */
const violations: Readonly<Record<string, (asserted: Json) => Violation | undefined | readonly Violation[]>> = {
  type: (asserted) => {
    const allowed = toStrings(asserted).flatMap((type) => (type === 'number' ? ['number', 'integer'] : type));
    const others = Object.entries(valuesOfTypes).filter(([type]) => !allowed.includes(type));
    return others.map(([label, value]) => ({ label, breakValue: () => ({ value }) }));
  },
  required: (names) =>
    toStrings(names).map((name) => ({
      label: name,
      breakValue: (value) => (isObject(value) ? { value: undefined, setAt: appendToken('', name) } : undefined),
      isReported: (findings, pointer) =>
        isOnlyFinding(findings, 'response/schema', pointer) &&
        findings[0]?.expected.includes(JSON.stringify(name)) === true,
    })),
  pattern: () => ({ breakValue: breakOnly(isString, () => 'no such text') }),
  minimum: (limit) => ({ breakValue: breakOnly(isNumber, () => Number(limit) - 1) }),
  minLength: (limit) => ({ breakValue: breakOnly(isString, (text) => text.slice(0, Number(limit) - 1)) }),
  minItems: (limit) => ({ breakValue: breakOnly(Array.isArray, (items) => items.slice(0, Number(limit) - 1)) }),
  minProperties: (limit) => ({
    breakValue: breakOnly(isObject, (object) => Object.fromEntries(Object.entries(object).slice(0, Number(limit) - 1))),
  }),
  const: () => ({ breakValue: breakOnly(isString, () => 'another text') }),
  discriminator: (tag) => {
    const pointer = appendToken('', String(at(tag).propertyName));
    return { breakValue: () => ({ value: 'no such kind', setAt: pointer, reportedAt: pointer }) };
  },
  format: (format) => formats[String(format)],
  contentEncoding: () => breakFormat(breakOnly(isString, () => '%')),
  // An undocumented property is a warning.
  properties: () => ({
    label: 'another property',
    breakValue: (value) => (isObject(value) ? { value: 1, setAt: '/another', reportedAt: '/another' } : undefined),
    isReported: (findings, pointer) => isOnlyFinding(findings, 'response/undocumented', pointer),
  }),
};

/** Keywords that assert nothing themselves: annotations, and those that lead to other schemas. */
const NOT_ASSERTED = /^(description|deprecated|example|examples|x-.+|\$ref|items|additionalProperties|oneOf)$/;

/** Recorded values by the pointer of their schema. */
export type Samples = Map<string, unknown>;

/** Adds a recorded value for each schema of a contract that has no sample yet. */
export function collectSamples(samples: Samples, bundle: JsonObject, recorded: readonly ValidExchange[]): void {
  for (const { pointer, instances } of listPlaces(bundle, recorded)) {
    const [instance] = instances;
    if (instance && !samples.has(pointer)) samples.set(pointer, instance.value);
  }
}

/**
 * Violates every keyword at every place of the schemas of a contract, each in a recorded response and one at a time.
 *
 * @param samples values of the same schemas from other contracts, for places where nothing is recorded
 */
export function* breakKeywords(
  bundle: JsonObject,
  recorded: readonly ValidExchange[],
  samples: Samples,
): Generator<Outcome> {
  for (const place of listPlaces(bundle, recorded, samples)) {
    for (const [keyword, asserted] of Object.entries(place.schema)) {
      if (NOT_ASSERTED.test(keyword)) continue;
      const ways = violations[keyword]?.(asserted);
      if (!ways)
        throw new Error(`mutate: expected a row for ${keyword} (${place.label}) in scripts/lab/mutate/keywords.ts`);
      const name = keyword === 'properties' ? 'undocumented properties' : `keyword ${keyword}`;
      for (const violation of [ways].flat()) {
        const noticed = isNoticed(bundle, place, keyword, violation);
        const change = `${place.label} ${keyword} ${violation.label ?? ''}`.trim();
        if (noticed === undefined) yield { name, change: `${change}: not recorded`, noticed: false };
        else yield { name, change, noticed };
      }
    }
  }
}

/** Whether the check reports a violation in the first suitable instance; `undefined` if there is none. */
function isNoticed(bundle: JsonObject, { schema, instances }: Place, keyword: string, violation: Violation) {
  for (const { valid, pointer, value } of instances) {
    const broken = violation.breakValue(value);
    if (!broken) continue;
    const body = setAtPointer(valid.exchange.response.body, pointer + (broken.setAt ?? ''), broken.value);
    const findings = checkExchange(withBody(valid, body));
    const reportedAt = pointer + (broken.reportedAt ?? '');
    if (violation.isReported) return violation.isReported(findings, reportedAt);
    if (!isOnlyFinding(findings, 'response/schema', reportedAt)) return false;
    const clause = findings[0]?.schema ?? '';
    // A wrong value of a discriminator is reported as such, whichever keyword it violates.
    if (!clause.endsWith(`/${keyword}`)) return clause.endsWith('/discriminator');
    return isDeepStrictEqual(getAtPointer(bundle, clause), schema[keyword]);
  }
  return undefined;
}

function* listPlaces(bundle: JsonObject, recorded: readonly ValidExchange[], samples?: Samples): Generator<Place> {
  const responses = at(bundle, 'paths', '/images/json', 'get', 'responses');
  for (const [status, response] of Object.entries(responses)) {
    const instances = recorded.flatMap((valid): Instance[] => {
      const { status: recordedStatus, body } = valid.exchange.response;
      return String(recordedStatus) === status && body !== undefined ? [{ valid, pointer: '', value: body }] : [];
    });
    // A body of another content type may be any text.
    const schema = at(response, 'content', 'application/json', 'schema');
    yield* walkSchema({ bundle, samples }, { label: status, schema, pointer: responsePointer(status), instances });
  }
}

interface Context {
  readonly bundle: JsonObject;
  readonly samples?: Samples | undefined;
}

/** Yields a place and the places below it. */
function* walkSchema(context: Context, place: Place): Generator<Place> {
  const { label, schema, pointer, instances } = place;
  yield place;
  const { $ref, properties, items, additionalProperties, discriminator } = schema;
  if ($ref !== undefined) yield* walkSchema(context, { ...place, ...resolveSchema(context, $ref) });
  for (const [name, property] of Object.entries(properties ?? {})) {
    const below = `${pointer}/properties${appendToken('', name)}`;
    const recorded = instances.flatMap((instance) => getChild(instance, name));
    yield* walkSchema(context, {
      label: label + appendToken('', name),
      schema: at(property),
      pointer: below,
      instances: recorded.length > 0 ? recorded : addSample(context, instances[0], name, below),
    });
  }
  for (const [keyword, schema] of Object.entries({ items, additionalProperties })) {
    if (!isObject(schema)) continue;
    const recorded = instances.flatMap((one) => Object.keys(one.value ?? {}).flatMap((name) => getChild(one, name)));
    const below = `${pointer}/${keyword}`;
    yield* walkSchema(context, { label: `${label}/*`, schema: at(schema), pointer: below, instances: recorded });
  }
  const { propertyName = '', mapping = {} } = at(discriminator ?? {});
  for (const [kind, reference] of Object.entries(mapping ?? {})) {
    const ofKind = instances.filter(({ value }) => getOwn(value, String(propertyName)) === kind);
    const target = resolveSchema(context, reference);
    yield* walkSchema(context, { label: `${label} (${kind})`, instances: ofKind, ...target });
  }
}

function resolveSchema({ bundle }: Context, reference: Json): Pick<Place, 'schema' | 'pointer'> {
  const name = String(reference).slice('#/components/schemas/'.length);
  return { schema: at(bundle, 'components', 'schemas', name), pointer: `/components/schemas/${name}` };
}

function getChild({ valid, pointer, value }: Instance, name: string): Instance[] {
  const below = getOwn(value, name);
  return below === undefined ? [] : [{ valid, pointer: appendToken(pointer, name), value: below }];
}

/** Adds to an instance a property that it lacks, with a sample as its value; none if the schema does not allow it. */
function addSample({ samples }: Context, parent: Instance | undefined, name: string, schema: string): Instance[] {
  const value = samples?.get(schema);
  if (value === undefined || !parent) return [];
  const pointer = appendToken(parent.pointer, name);
  const exchange = withBody(parent.valid, setAtPointer(parent.valid.exchange.response.body, pointer, value));
  // Only the schema matters: consistency is checked after it.
  const isAllowed = checkExchange(exchange).every(({ rule }) => !rule.startsWith('response/'));
  return isAllowed ? [{ valid: { ...parent.valid, exchange }, pointer, value }] : [];
}
