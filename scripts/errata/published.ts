import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import type { Exchange } from '../../src/contract/index.js';
import { at, type JsonObject, map } from '../generate/bundle.js';

/** A validator for each status that a published description lists. */
export type Published = ReadonlyMap<number, ValidateFunction>;

/** What a published description says of one answer. */
export interface PublishedVerdict {
  readonly status: number;
  /** Whether it lists the status. */
  readonly listed: boolean;
  /** What in the body breaks its schema, each place of an image the same for all images. */
  readonly reasons: readonly string[];
}

/** Reads a description as Docker publishes it, Swagger 2.0 in YAML or JSON, as JSON Schemas of the answers. */
export function publishedDescription(text: string): Published {
  const document = toJsonSchema(parse(text) as JsonObject); // the parser gives plain JSON values
  const responses = at(document, 'paths', '/images/json', 'get', 'responses');
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
  ajv.addSchema(document, 'published');
  return new Map(
    Object.keys(responses).map((status) => {
      const $ref = `published#/paths/~1images~1json/get/responses/${status}/schema`;
      return [Number(status), ajv.compile({ $ref })];
    }),
  );
}

/** Swagger's `x-nullable` as a type; what stands beside a `$ref` is ignored, as Swagger 2.0 says. */
const toJsonSchema = (document: JsonObject): JsonObject =>
  // What comes out of `map` is an object as what went in.
  map(document, (object) => {
    if (typeof object.$ref === 'string') return { $ref: object.$ref };
    return object['x-nullable'] === true && typeof object.type === 'string'
      ? { ...object, type: [object.type, 'null'] }
      : object;
  }) as JsonObject;

/** Judges one answer by a published description. */
export function judgePublished(published: Published, { response }: Exchange): PublishedVerdict {
  const { status, body, bodyText } = response;
  const validate = published.get(status);
  if (!validate || validate(body ?? bodyText)) return { status, listed: validate !== undefined, reasons: [] };
  const reasons = (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath.replace(/\/\d+(?=\/|$)/g, '/*') || '(the body)'} ${message}`,
  );
  return { status, listed: true, reasons };
}
