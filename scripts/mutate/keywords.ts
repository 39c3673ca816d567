import { isDeepStrictEqual } from 'node:util';
import { checkExchange, type Finding } from '../../src/contract/index.js';
import { child, member, valueAt } from '../../src/values/pointer.js';
import { at, type Json, type JsonObject } from '../generate/bundle.js';
import { answerPointer } from '../generate/schemas.js';
import { setAtPointer } from '../set-at-pointer.js';
import { answering, type Honest, isFound } from './honest.js';

/** A value of a recorded body. */
interface Instance {
  readonly honest: Honest;
  readonly pointer: string;
  readonly value: unknown;
}

/** A schema at one place of a body, and all that was recorded there. */
interface Place {
  /** The status, and the pointer with `*` for an index or any name, and the kind of a manifest. */
  readonly words: string;
  readonly schema: JsonObject;
  /** Where the schema stands in the bundle. */
  readonly pointer: string;
  readonly instances: readonly Instance[];
}

/** A value that breaks a keyword, and where the fault is found. */
interface Made {
  readonly value: unknown;
  /** The place below that is put, and the one that is named in the finding. */
  readonly put?: string;
  readonly found?: string;
}

/** One way to break a keyword; `undefined` where an instance cannot be broken so. */
interface Break {
  readonly words: string;
  readonly make: (value: unknown) => Made | undefined;
  /** Whether the findings tell it, at a pointer; without it the only one is to be a break of the schema. */
  readonly isTold?: (findings: readonly Finding[], pointer: string) => boolean;
}

/** Values of each type. */
const types: Readonly<Record<string, unknown>> = {
  null: null,
  boolean: true,
  integer: 7,
  number: 0.5,
  string: 'text',
  array: [],
  object: {},
};

const list = (value: Json): string[] => [value ?? []].flat().map(String);
const when =
  <T>(is: (value: unknown) => value is T, value: (instance: T) => unknown): Break['make'] =>
  (instance) =>
    is(instance) ? { value: value(instance) } : undefined;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Formats, each with a value that has it not; nothing of them is asserted by JSON Schema itself. */
const formats: Readonly<Record<string, Break['make']>> = {
  int64: when(isNumber, () => 2 ** 63),
  uri: when(isText, () => 'no URI'),
};

/** Whatever tells it: formats are not asserted, but a relation may hold what they say. */
const isError: Break['isTold'] = (findings, pointer) =>
  findings.some((finding) => finding.severity === 'error' && finding.pointer === pointer);

/** How each keyword is broken, and nothing else beside it. */
const breakers: Readonly<Record<string, (asserted: Json) => readonly Break[]>> = {
  type: (asserted) =>
    Object.entries(types).flatMap(([type, value]) => {
      const allowed = list(asserted).includes(type) || (type === 'integer' && list(asserted).includes('number'));
      return allowed ? [] : { words: type, make: () => ({ value }) };
    }),
  required: (names) =>
    list(names).map((name) => ({
      words: name,
      make: (value) => (isObject(value) ? { value: undefined, put: member('', name), found: '' } : undefined),
      isTold: (findings, pointer) =>
        isFound(findings, 'response/schema', pointer) && findings[0]?.expected.includes(JSON.stringify(name)) === true,
    })),
  pattern: () => [{ words: '', make: when(isText, () => 'no such text') }],
  minimum: (limit) => [{ words: '', make: when(isNumber, () => Number(limit) - 1) }],
  minLength: (limit) => [{ words: '', make: when(isText, (text) => text.slice(0, Number(limit) - 1)) }],
  minItems: (limit) => [{ words: '', make: when(Array.isArray, (items) => items.slice(0, Number(limit) - 1)) }],
  minProperties: (limit) => [
    {
      words: '',
      make: when(isObject, (members) => Object.fromEntries(Object.entries(members).slice(0, Number(limit) - 1))),
    },
  ],
  const: () => [{ words: '', make: when(isText, () => 'another text') }],
  discriminator: (tag) => {
    const pointer = member('', String(at(tag).propertyName));
    return [{ words: '', make: () => ({ value: 'no such kind', put: pointer, found: pointer }) }];
  },
  format: (format) => {
    const make = formats[String(format)];
    if (!make) throw new Error(`mutate: no value is known that has not the format ${format}`);
    return [{ words: String(format), make, isTold: isError }];
  },
  contentEncoding: () => [{ words: '', make: when(isText, () => '%'), isTold: isError }],
  /** Members that are not described are told too, as warnings. */
  properties: () => [
    {
      words: 'another member',
      make: (value) => (isObject(value) ? { value: 1, put: '/another', found: '/another' } : undefined),
      isTold: (findings, pointer) => isFound(findings, 'response/undocumented', pointer),
    },
  ],
};

/** What says nothing of a value by itself: notes, and what leads to further schemas. */
const silent = /^(description|deprecated|example|examples|x-.+|\$ref|items|additionalProperties|oneOf)$/;

/** What came of a keyword that was broken. */
export interface Outcome {
  readonly keyword: string;
  readonly words: string;
  readonly noticed: boolean;
}

/** Values that were recorded, by where the schema of their place stands. */
export type Samples = Map<string, unknown>;

/** Adds what was recorded for a contract at each place that no sample is known of. */
export function addSamples(samples: Samples, bundle: JsonObject, recorded: readonly Honest[]): void {
  for (const { pointer, instances } of placesIn(bundle, recorded)) {
    const [instance] = instances;
    if (instance && !samples.has(pointer)) samples.set(pointer, instance.value);
  }
}

/**
 * Breaks every keyword at every place of the schemas of a contract, each in a recorded answer, and one at a time.
 *
 * @param samples what is put where no recording has anything: what was recorded elsewhere by the same schema
 */
export function* breakKeywords(bundle: JsonObject, recorded: readonly Honest[], samples: Samples): Generator<Outcome> {
  for (const place of placesIn(bundle, recorded, samples)) {
    for (const [keyword, asserted] of Object.entries(place.schema)) {
      if (silent.test(keyword)) continue;
      const breaks = breakers[keyword]?.(asserted);
      if (!breaks) throw new Error(`mutate: nobody knows how to break the keyword ${keyword} (${place.words})`);
      for (const one of breaks) {
        const noticed = isNoticed(bundle, place, keyword, one);
        const why = noticed === undefined ? ': there is no such answer' : '';
        yield { keyword, words: `${place.words} ${keyword} ${one.words}`.trim() + why, noticed: noticed === true };
      }
    }
  }
}

/** Whether a break is found in the first instance that can be broken so; `undefined` where there is none. */
function isNoticed(bundle: JsonObject, { schema, instances }: Place, keyword: string, { make, isTold }: Break) {
  for (const { honest, pointer, value } of instances) {
    const made = make(value);
    if (!made) continue;
    const body = setAtPointer(honest.exchange.response.body, pointer + (made.put ?? ''), made.value);
    const findings = checkExchange(answering(honest, body));
    const found = pointer + (made.found ?? '');
    if (isTold) return isTold(findings, found);
    const [name = '', said] = [findings[0]?.schema, findings[0] && valueAt(bundle, findings[0].schema)];
    // The tag of a union is told as such, whatever is wrong with it.
    const isAbout = name.endsWith(`/${keyword}`)
      ? isDeepStrictEqual(said, schema[keyword])
      : name.endsWith('/discriminator');
    return isFound(findings, 'response/schema', found) && isAbout;
  }
  return undefined;
}

function* placesIn(bundle: JsonObject, recorded: readonly Honest[], samples?: Samples): Generator<Place> {
  const responses = at(bundle, 'paths', '/images/json', 'get', 'responses');
  for (const [status, response] of Object.entries(responses)) {
    const instances = recorded.flatMap((honest): Instance[] => {
      const { status: answered, body } = honest.exchange.response;
      return String(answered) === status && body !== undefined ? [{ honest, pointer: '', value: body }] : [];
    });
    // Of another type than JSON any text is a body.
    const schema = at(response, 'content', 'application/json', 'schema');
    yield* placesBelow({ bundle, samples }, { words: status, schema, pointer: answerPointer(status), instances });
  }
}

interface Context {
  readonly bundle: JsonObject;
  readonly samples?: Samples | undefined;
}

/** A place and those below it. */
function* placesBelow(context: Context, place: Place): Generator<Place> {
  const { words, schema, pointer, instances } = place;
  yield place;
  const { $ref, properties, items, additionalProperties, discriminator } = schema;
  if ($ref !== undefined) yield* placesBelow(context, { ...place, ...referred(context, $ref) });
  for (const [name, schema] of Object.entries(properties ?? {})) {
    const below = {
      ...{ words: words + member('', name), schema: at(schema), pointer: `${pointer}/properties${member('', name)}` },
      instances: instances.flatMap((one) => childOf(one, name)),
    };
    if (below.instances.length === 0) below.instances = grafted(context, place, below, name);
    yield* placesBelow(context, below);
  }
  for (const [keyword, schema] of Object.entries({ items, additionalProperties })) {
    if (!isObject(schema)) continue;
    const found = instances.flatMap((one) => Object.keys(one.value ?? {}).flatMap((name) => childOf(one, name)));
    const below = { words: `${words}/*`, schema: at(schema), pointer: `${pointer}/${keyword}`, instances: found };
    yield* placesBelow(context, below);
  }
  const { propertyName = '', mapping = {} } = at(discriminator ?? {});
  for (const [kind, reference] of Object.entries(mapping ?? {})) {
    const found = instances.filter(({ value }) => child(value, String(propertyName)) === kind);
    yield* placesBelow(context, { words: `${words} (${kind})`, instances: found, ...referred(context, reference) });
  }
}

function referred({ bundle }: Context, reference: Json): Pick<Place, 'schema' | 'pointer'> {
  const name = String(reference).slice('#/components/schemas/'.length);
  return { schema: at(bundle, 'components', 'schemas', name), pointer: `/components/schemas/${name}` };
}

const childOf = ({ honest, pointer, value }: Instance, name: string): Instance[] => {
  const below = child(value, name);
  return below === undefined ? [] : [{ honest, pointer: member(pointer, name), value: below }];
};

/** An answer that was given a member that it has not, as one was recorded elsewhere; none where the schema refuses it. */
function grafted({ samples }: Context, { instances }: Place, { pointer }: Place, name: string): Instance[] {
  const value = samples?.get(pointer);
  const [instance] = instances;
  if (value === undefined || !instance) return [];
  const place = member(instance.pointer, name);
  const body = setAtPointer(instance.honest.exchange.response.body, place, value);
  const exchange = answering(instance.honest, body);
  // What a relation alone refuses still shows whether the schema is judged: that comes first.
  const keeps = checkExchange(exchange).every(({ rule }) => rule.startsWith('relation/'));
  return keeps ? [{ honest: { ...instance.honest, exchange }, pointer: place, value }] : [];
}
