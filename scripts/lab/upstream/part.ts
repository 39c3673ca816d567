import { createHash } from 'node:crypto';
import { InputError } from '../../../src/recordings/input-error.js';
import { appendToken, getIn, getOwn, parsePointer } from '../../../src/values/pointer.js';
import { isObject, type Json, type JsonObject, mapValues } from '../../generate/bundle.js';
import { parsePublished } from '../errata/published.js';

/** What a published file says of GET /images/json, as Swagger 2.0: the operation, and the definitions that it reaches. */
export interface UpstreamPart {
  readonly version: string;
  readonly document: JsonObject;
}

const PATH = '/images/json';

/** Reads the part of a file, Swagger 2.0 or OpenAPI 3; throws InputError if it has none. */
export function readPart(text: string, file: string): UpstreamPart {
  // JSON.parse has made it.
  const whole = parsePublished(text.replaceAll('#/components/schemas/', '#/definitions/'), file) as Json;
  const found = getIn(whole, 'paths', PATH, 'get');
  if (!isObject(found)) throw new InputError(`${file}: expected GET ${PATH}, found no such operation`);
  const version = /1\.\d+$/.exec(String(getOwn(whole, 'basePath') ?? getIn(whole, 'info', 'version')))?.[0];
  if (!version) throw new InputError(`${file}: expected an API version, found none`);
  const get = getOwn(whole, 'swagger') === undefined ? flattenOperation(found) : found;
  const definitions = getOwn(whole, 'definitions') ?? getIn(whole, 'components', 'schemas');
  const document = { swagger: '2.0', basePath: `/v${version}`, paths: { [PATH]: { get } } };
  return { version, document: { ...document, definitions: selectDefinitions(get, definitions) } };
}

const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** Moves the schemas of parameters and responses of OpenAPI 3 to where Swagger 2.0 has them. */
function flattenOperation(operation: JsonObject): JsonObject {
  const parameters = Array.isArray(operation.parameters) ? operation.parameters : [];
  const responses = mapValues(asObject(operation.responses), asObject);
  const mediaTypes = Object.values(responses).flatMap(({ content }) => Object.keys(asObject(content)));
  return {
    ...operation,
    produces: [...new Set(mediaTypes)],
    parameters: parameters.map(asObject).map(({ schema, ...rest }) => ({ ...rest, ...asObject(schema) })),
    responses: mapValues(responses, ({ content, ...rest }) => ({
      ...rest,
      ...asObject(Object.values(asObject(content))[0]),
    })),
  };
}

/** Selects the definitions that a value refers to, directly or not. */
function selectDefinitions(value: Json, definitions: unknown, found: JsonObject = {}): JsonObject {
  for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const definition = getOwn(definitions, name);
    if (name in found || !isObject(definition)) continue;
    found[name] = definition;
    selectDefinitions(definition, definitions, found);
  }
  return found;
}

const TEXTS = ['description', 'summary', 'title', 'example', 'examples'];
/** Objects whose keys are names. */
const MAPS = ['paths', 'definitions', 'properties', 'responses'];

/** Replaces every text and example by its hash: sentences are not copied. A null says nothing, and stays. */
export function hashTexts(value: Json, isMap = false): Json {
  if (Array.isArray(value)) return value.map((item) => hashTexts(item));
  if (!isObject(value)) return value;
  const hashed = Object.entries(value).map(([key, item]) => {
    const isText = !isMap && TEXTS.includes(key) && item !== null;
    return [key, isText ? hash(item) : hashTexts(item, !isMap && MAPS.includes(key))];
  });
  return Object.fromEntries(hashed);
}

/** Hashes a text, whatever white space ends it, or the JSON of an example. */
function hash(value: Json): string {
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Lists in Markdown what differs between two parts: an item a place. The order of what has names says nothing. */
export function listChanges(before: Json | undefined, after: Json | undefined, pointer = ''): string[] {
  const [old, fresh] = [before, after].map(byName);
  if (old && fresh) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
    return keys.flatMap((key) => listChanges(old[key], fresh[key], appendToken(pointer, key)));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [before, after].map((value) => (value === undefined ? 'nothing' : `\`${JSON.stringify(value)}\``));
  const isText = TEXTS.includes(parsePointer(pointer).at(-1) ?? '') && before !== undefined && after !== undefined;
  return [isText ? `- \`${pointer}\`: another text` : `- \`${pointer}\`: ${was} → ${is}`];
}

/** An object, or an array by the names or values of its items. */
function byName(value: Json | undefined): JsonObject | undefined {
  if (!Array.isArray(value)) return isObject(value) ? value : undefined;
  return Object.fromEntries(
    value.map((item) => [typeof item === 'string' ? item : String(getOwn(item, 'name') ?? JSON.stringify(item)), item]),
  );
}
