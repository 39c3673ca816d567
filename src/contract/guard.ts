import type { ImageSummary } from '../index.js';
import { tokens } from '../values/pointer.js';
import { judgeBody, keepsSchema } from './body.js';
import type { Verdict } from './finding.js';

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
 * Whether a value is the body of a 200: a list of images. Members that the contract does not describe are allowed.
 *
 * @example
 * import { isImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * const ids = isImageList(value) ? value.map(({ Id }) => Id) : [];
 */
export const isImageList = (value: unknown): value is ImageSummary[] => keepsSchema(200, value);

const faults = (value: unknown): Verdict[] =>
  judgeBody(200, value).verdicts.filter(({ rule }) => rule === 'response/schema');

/**
 * Asserts that a value is the body of a 200: a list of images.
 *
 * @throws ContractError that lists the pointers to what breaks the schema
 *
 * @example
 * import { assertImageList } from 'docker-images-contract/contract';
 *
 * const value: unknown = JSON.parse('[]');
 * assertImageList(value);
 * const ids = value.map(({ Id }) => Id);
 */
export function assertImageList(value: unknown): asserts value is ImageSummary[] {
  if (isImageList(value)) return;
  const found = faults(value);
  const lines = found.map(({ pointer = '', message }) => `${pointer || '(the body)'}: ${message}`);
  throw new ContractError(
    `no list of images by Docker Engine API v1.49:\n  ${lines.join('\n  ')}`,
    found.map(({ pointer = '' }) => pointer),
  );
}

/** What a Standard Schema says of a value: itself, or what is wrong with it. */
type Result =
  | { readonly value: ImageSummary[]; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path: readonly (string | number)[] }[] };

/**
 * The list of images as a Standard Schema v1, for libraries that take one.
 *
 * @example
 * import { imageList } from 'docker-images-contract/contract';
 *
 * const result = imageList['~standard'].validate([]);
 * const ids = result.issues ? [] : result.value.map(({ Id }) => Id);
 */
export const imageList: {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'docker-images-contract';
    readonly validate: (value: unknown) => Result;
    readonly types?: { readonly input: ImageSummary[]; readonly output: ImageSummary[] } | undefined;
  };
} = {
  '~standard': {
    version: 1,
    vendor: 'docker-images-contract',
    validate: (value) =>
      isImageList(value)
        ? { value }
        : { issues: faults(value).map(({ message, pointer = '' }) => ({ message, path: keys(value, pointer) })) },
  },
};

/** The keys on the way to a pointer's value, numbers where they index a list. */
function keys(value: unknown, pointer: string): (string | number)[] {
  let here = value;
  return tokens(pointer).map((token) => {
    const key = Array.isArray(here) ? Number(token) : token;
    here = (here as Record<string | number, unknown>)[key]; // the validator has just gone this way
    return key;
  });
}
