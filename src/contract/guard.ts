import { apiVersion } from '../../generated/constants.js';
import type { ImageSummary } from '../index.js';
import { tokens } from '../values/pointer.js';
import { judgeBody, keepsSchema } from './body.js';
import type { Verdict } from './finding.js';
import { type Contract, contractFor } from './version.js';

/**
 * A value is no list of images; `pointers` says where it breaks the schema.
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
 * Whether a value is the body of a 200: a list of images, by the contract of an API version. Members that it does not
 * describe are allowed.
 *
 * @throws RangeError on an `apiVersion` that no contract describes
 *
 * @example
 * import { isImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * const ids = isImageList(value) ? value.map(({ Id }) => Id) : [];
 */
export const isImageList = (value: unknown, options?: AtVersion): value is ImageSummary[] =>
  keepsSchema(200, value, contractFor(options));

/**
 * By the contract of which API version a value is judged.
 *
 * @example
 * import { type AtVersion, isImageList } from 'docker-images-contract/contract';
 *
 * const old: AtVersion = { apiVersion: '1.43' };
 * isImageList([], old);
 */
export interface AtVersion {
  /** Such as `1.43`; the version of record, 1.49, when undefined. */
  readonly apiVersion?: string | undefined;
}

const faults = (value: unknown, contract: Contract): readonly Verdict[] =>
  judgeBody(200, value, contract).verdicts.filter(({ rule }) => rule === 'response/schema');

/**
 * Asserts that a value is the body of a 200: a list of images.
 *
 * @throws ContractError that lists the pointers to what breaks the schema; RangeError on an `apiVersion` that no contract
 * describes
 *
 * @example
 * import { assertImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * assertImageList(value);
 * const ids = value.map(({ Id }) => Id);
 */
export function assertImageList(value: unknown, options: AtVersion = {}): asserts value is ImageSummary[] {
  const contract = contractFor(options);
  if (keepsSchema(200, value, contract)) return;
  const found = faults(value, contract);
  const lines = found.map(({ pointer = '', message }) => `${pointer || '(the body)'}: ${message}`);
  throw new ContractError(
    `no list of images by Docker Engine API v${options.apiVersion ?? apiVersion}:\n  ${lines.join('\n  ')}`,
    found.map(({ pointer = '' }) => pointer),
  );
}

/** What a Standard Schema says of a value: itself, or what is wrong with it. */
type Result =
  | { readonly value: ImageSummary[]; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };

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
    readonly validate: (value: unknown) => Result;
    readonly types?: { readonly input: ImageSummary[]; readonly output: ImageSummary[] } | undefined;
  };
}

function schemaFor(options: AtVersion): ImageListSchema {
  const contract = contractFor(options);
  const validate = (value: unknown): Result => {
    if (isImageList(value, options)) return { value };
    const issues = faults(value, contract).map(({ message, pointer = '' }) => ({
      message,
      path: keys(value, pointer),
    }));
    return { issues };
  };
  return { '~standard': { version: 1, vendor: 'docker-images-contract', validate } };
}

/**
 * The list of images as a Standard Schema v1, for libraries that take one; called with `{ apiVersion }`, that of another
 * API version.
 *
 * @throws RangeError on an `apiVersion` that no contract describes
 *
 * @example
 * import { imageList } from 'docker-images-contract/contract';
 *
 * const result = imageList['~standard'].validate([]);
 * const ids = result.issues ? [] : result.value.map(({ Id }) => Id);
 */
export const imageList: ImageListSchema & ((options: AtVersion) => ImageListSchema) = Object.assign(
  schemaFor,
  schemaFor({}),
);

/** The keys on the way to a pointer's value, numbers where they index a list. */
function keys(value: unknown, pointer: string): (string | number)[] {
  let here = value;
  return tokens(pointer).map((token) => {
    const key = Array.isArray(here) ? Number(token) : token;
    here = (here as Record<string | number, unknown>)[key]; // the validator has just gone this way
    return key;
  });
}
