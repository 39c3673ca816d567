import { apiVersion } from '../../generated/constants.js';
import type { ImageSummary } from '../index.js';
import { parsePointer } from '../values/pointer.js';
import { checkBody } from './check-body.js';
import { type ApiVersionOptions, type Contract, getContract } from './contract-version.js';
import type { FindingDraft } from './finding.js';
import { isValidBody } from './schema-errors.js';

/**
 * The error for a value that is no list of images. `pointers` leads to the values that break the schema.
 *
 * @example
 * import { assertImageList, ContractError } from 'docker-images-contract/contract';
 *
 * try {
 *   assertImageList({ message: 'no images' });
 * } catch (error) {
 *   if (error instanceof ContractError) console.error(error.pointers);
 * }
 */
export class ContractError extends TypeError {
  static override readonly name = 'ContractError';
  override readonly name = 'ContractError';
  constructor(
    message: string,
    /** JSON Pointers to the offending values. */
    readonly pointers: readonly string[],
  ) {
    super(message);
  }
}

/**
 * Whether a value is a list of images, the body of a 200, by the contract of an API version. Undocumented properties are
 * allowed.
 *
 * @throws RangeError if there is no contract for `apiVersion`
 *
 * @example
 * import { isImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * const ids = isImageList(value) ? value.map(({ Id }) => Id) : [];
 */
export const isImageList = (value: unknown, options?: ApiVersionOptions): value is ImageSummary[] =>
  isValidBody(200, value, getContract(options));

const listSchemaFindings = (value: unknown, contract: Contract): readonly FindingDraft[] =>
  checkBody(200, value, contract).drafts.filter(({ rule }) => rule === 'response/schema');

/**
 * Asserts that a value is the body of a 200: a list of images.
 *
 * @throws ContractError with the pointers to what breaks the schema; RangeError if there is no contract for `apiVersion`
 *
 * @example
 * import { assertImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * assertImageList(value);
 * const ids = value.map(({ Id }) => Id);
 */
export function assertImageList(value: unknown, options: ApiVersionOptions = {}): asserts value is ImageSummary[] {
  const contract = getContract(options);
  if (isValidBody(200, value, contract)) return;
  const schemaFindings = listSchemaFindings(value, contract);
  const lines = schemaFindings.map(({ pointer = '', message }) => `${pointer || '(the body)'}: ${message}`);
  throw new ContractError(
    `no list of images by Docker Engine API v${options.apiVersion ?? apiVersion}:\n  ${lines.join('\n  ')}`,
    schemaFindings.map(({ pointer = '' }) => pointer),
  );
}

/**
 * The list of images at an API version, as a Standard Schema v1.
 *
 * @example
 * import { type ImageListSchema, imageList } from 'docker-images-contract/contract';
 *
 * const old: ImageListSchema = imageList({ apiVersion: '1.43' });
 */
export interface ImageListSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'docker-images-contract';
    /** Gives the value itself, or what is wrong with it. */
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: ImageSummary[]; readonly issues?: undefined }
      | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };
    readonly types?: { readonly input: ImageSummary[]; readonly output: ImageSummary[] } | undefined;
  };
}

function createImageListSchema(options: ApiVersionOptions): ImageListSchema {
  const contract = getContract(options);
  const validate: ImageListSchema['~standard']['validate'] = (value) => {
    if (isImageList(value, options)) return { value };
    const toIssue = ({ message, pointer = '' }: FindingDraft) => ({ message, path: toPropertyPath(value, pointer) });
    return { issues: listSchemaFindings(value, contract).map(toIssue) };
  };
  return { '~standard': { version: 1, vendor: 'docker-images-contract', validate } };
}

/**
 * The list of images as a Standard Schema v1, for libraries that take one. Called with `{ apiVersion }`, it gives the schema
 * of another API version.
 *
 * @throws RangeError if there is no contract for `apiVersion`
 *
 * @example
 * import { imageList } from 'docker-images-contract/contract';
 *
 * const result = imageList['~standard'].validate([]);
 * const ids = result.issues ? [] : result.value.map(({ Id }) => Id);
 */
export const imageList: ImageListSchema & ((options: ApiVersionOptions) => ImageListSchema) = Object.assign(
  createImageListSchema,
  createImageListSchema({}),
);

/** Splits a pointer into keys; array indices become numbers. */
function toPropertyPath(value: unknown, pointer: string): (string | number)[] {
  let current = value;
  return parsePointer(pointer).map((token) => {
    const key = Array.isArray(current) ? Number(token) : token;
    current = (current as Record<string | number, unknown>)[key]; // the validator has just gone this way
    return key;
  });
}
