import { Ajv, type ValidateFunction } from 'ajv';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { Exchange } from '../../../src/contract/index.js';
import { InputError } from '../../../src/recordings/input-error.js';
import { getAtPointer, getOwn } from '../../../src/values/pointer.js';

/** A published description. */
export interface Published {
  /** The API version that it says it is of, if any. */
  readonly version: string | undefined;
  /** A validator for each status that it lists, or `default`; none for an answer without a schema. */
  readonly answers: ReadonlyMap<string, ValidateFunction | undefined>;
}

/** What a published description says of one answer. */
export interface PublishedVerdict {
  readonly status: number;
  /** Whether it lists the status. */
  readonly listed: boolean;
  /** What in the body breaks its schema, each once, items named alike. */
  readonly reasons: ReadonlySet<string>;
}

const RESPONSES = '/paths/~1images~1json/get/responses';

/**
 * Reads a description as Docker publishes it, Swagger 2.0 in YAML or JSON, as JSON Schemas of the answers.
 *
 * By js-yaml 4: Docker's older files go on with a quoted text at the indentation of its key, and all close a brace there.
 * YAML forbids both: `yaml` refuses the former whatever its options, js-yaml 5 the latter too.
 *
 * @throws Problem when the text is no such description
 */
export function publishedDescription(text: string): Published {
  const document = orProblem('YAML or JSON', () => toJsonSchema(load(text, { schema: CORE_SCHEMA })));
  const swagger = getOwn(document, 'swagger');
  // A version without quotes is a number in YAML.
  if (Number(swagger) !== 2) throw new InputError(`expected Swagger 2.0, found ${swagger ?? 'no member "swagger"'}`);
  const responses = getAtPointer(document, RESPONSES);
  if (typeof responses !== 'object' || responses === null) {
    throw new InputError('expected the answers of GET /images/json, found no such path');
  }
  return orProblem('schemas that AJV takes', () => {
    // Only what the answers refer to is compiled: a whole file holds more than JSON Schema.
    const ajv = new Ajv({
      allErrors: true,
      strict: false,
      validateFormats: false,
      validateSchema: false,
      logger: false,
    });
    ajv.addSchema(Object(document), 'published');
    const compile = (status: string) => ajv.compile({ $ref: `published#${RESPONSES}/${status}/schema` });
    const answers = Object.entries(responses).map(
      ([status, answer]) => [status, getOwn(answer, 'schema') ? compile(status) : undefined] as const,
    );
    return { version: versionOf(document), answers: new Map(answers) };
  });
}

const versionOf = (document: unknown): string | undefined =>
  /^(?:\/v)?(1\.\d+)$/.exec(String(getOwn(document, 'basePath') ?? getAtPointer(document, '/info/version')))?.[1];

function orProblem<T>(expected: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new InputError(`expected ${expected}, but ${reason.replace(/:$/, '')}`);
  }
}

/**
 * A copy with Swagger's `x-nullable` as a type; what stands beside a `$ref` is ignored, as Swagger 2.0 says. The way
 * through JSON makes dates texts and refuses anchors that hold themselves.
 */
function toJsonSchema(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document) ?? 'null', (_, value: unknown) => {
    const $ref = getOwn(value, '$ref');
    if (typeof $ref === 'string') return { $ref };
    const type = getOwn(value, 'type');
    const nullable = getOwn(value, 'x-nullable') === true && typeof type === 'string';
    return nullable ? { ...Object(value), type: [type, 'null'] } : value;
  });
}

/** Judges one answer by a published description. */
export function judgePublished({ answers }: Published, { response }: Exchange): PublishedVerdict {
  const { status, body, bodyText } = response;
  const key = [String(status), 'default'].find((name) => answers.has(name));
  const validate = answers.get(key ?? '');
  const errors = !validate || validate(body ?? bodyText) ? [] : (validate.errors ?? []);
  const reasons = errors.map(
    ({ instancePath, message }) => `${instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '(the body)'} ${message}`,
  );
  return { status, listed: key !== undefined, reasons: new Set(reasons) };
}
