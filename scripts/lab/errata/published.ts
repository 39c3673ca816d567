import { Ajv, type ValidateFunction } from 'ajv';
import { CORE_SCHEMA, load } from 'js-yaml';
import { InputError } from '../../../src/recordings/input-error.js';
import { getAtPointer, getOwn } from '../../../src/values/pointer.js';
import type { JsonExchange } from '../../generate/recordings.js';

/** A description as Docker publishes it. */
export interface PublishedDescription {
  /** The API version that it states, if any. */
  readonly version: string | undefined;
  /** A validator for each status that it lists, or `default`; none for a response without a schema. */
  readonly validators: ReadonlyMap<string, ValidateFunction | undefined>;
}

/** What a published description says of one response. */
export interface DescriptionResult {
  readonly status: number;
  /** Whether it lists the status. */
  readonly listed: boolean;
  /** The errors in the body, each once, with `*` for every index. */
  readonly reasons: ReadonlySet<string>;
}

const RESPONSES = '/paths/~1images~1json/get/responses';

/**
 * Parses YAML or JSON as Docker writes it. The copy through JSON refuses anchors that contain themselves.
 *
 * js-yaml 4 parses it: Docker's older files continue a quoted string at the indentation of its key, and all close a brace
 * there. YAML forbids both: `yaml` refuses the former whatever its options, js-yaml 5 the latter too.
 *
 * @param file its name in errors
 */
export const parsePublished = (text: string, file: string): unknown =>
  withReason(file, 'YAML or JSON', () => JSON.parse(JSON.stringify(load(text, { schema: CORE_SCHEMA })) ?? 'null'));

/** Reads Swagger 2.0, in YAML or JSON, as JSON Schemas of the responses. */
export function readDescription(text: string, file: string): PublishedDescription {
  const document = toJsonSchema(parsePublished(text, file));
  const swagger = getOwn(document, 'swagger');
  // A version without quotes is a number in YAML.
  if (Number(swagger) !== 2) {
    throw new InputError(`${file}: expected Swagger 2.0, found ${swagger ?? 'no member "swagger"'}`);
  }
  const responses = getAtPointer(document, RESPONSES);
  if (typeof responses !== 'object' || responses === null) {
    throw new InputError(`${file}: expected the answers of GET /images/json, found no such path`);
  }
  const version = String(getOwn(document, 'basePath') ?? getAtPointer(document, '/info/version'));
  return {
    version: /^(?:\/v)?(1\.\d+)$/.exec(version)?.[1],
    validators: withReason(file, 'schemas that AJV takes', () => compileValidators(Object(document), responses)),
  };
}

/** Compiles only what the responses refer to: a whole file holds more than JSON Schema. */
function compileValidators(document: object, responses: object): PublishedDescription['validators'] {
  const lenient = { strict: false, validateFormats: false, validateSchema: false } as const;
  const ajv = new Ajv({ allErrors: true, logger: false, ...lenient }).addSchema(document, 'published');
  const compile = (status: string) => ajv.compile({ $ref: `published#${RESPONSES}/${status}/schema` });
  return new Map(
    Object.entries(responses).map(([status, response]) => [
      status,
      getOwn(response, 'schema') ? compile(status) : undefined,
    ]),
  );
}

function withReason<T>(file: string, expected: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new InputError(`${file}: expected ${expected}, but ${reason.replace(/:$/, '')}`);
  }
}

/**
 * Copies a document with Swagger's `x-nullable` as a type, and without what stands beside a `$ref`, which Swagger 2.0
 * ignores.
 */
function toJsonSchema(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    const $ref = getOwn(value, '$ref');
    if (typeof $ref === 'string') return { $ref };
    const type = getOwn(value, 'type');
    const isNullable = getOwn(value, 'x-nullable') === true && typeof type === 'string';
    return isNullable ? { ...Object(value), type: [type, 'null'] } : value;
  });
}

export function checkByDescription(
  { validators }: PublishedDescription,
  { response }: JsonExchange,
): DescriptionResult {
  const { status, body, bodyText } = response;
  const key = [String(status), 'default'].find((name) => validators.has(name));
  const validate = validators.get(key ?? '');
  const errors = !validate || validate(body ?? bodyText) ? [] : (validate.errors ?? []);
  const reasons = errors.map(
    ({ instancePath, message }) => `${instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '(the body)'} ${message}`,
  );
  return { status, listed: key !== undefined, reasons: new Set(reasons) };
}
