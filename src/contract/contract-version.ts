import { apiVersion, contracts as described, evidence } from '../../generated/constants.js';
import { parseMinorVersion } from '../values/api-version.js';

/** The contract of an API version. */
export interface Contract {
  /** The index among all contracts, oldest first. */
  readonly index: number;
  /** Its first and last API version. Generated data is keyed by the first. */
  readonly first: string;
  readonly last: string;
  /** The query parameters that it describes. */
  readonly parameters: readonly string[];
}

const contractByVersion = new Map(
  described.flatMap(({ versions, parameters }, index) => {
    const contract: Contract = { index, first: versions[0], last: versions.at(-1) ?? versions[0], parameters };
    return versions.map((version): [string, Contract] => [version, contract]);
  }),
);

/**
 * The API versions that contracts describe, oldest first.
 *
 * @example
 * import { apiVersions } from 'docker-images-contract/contract';
 *
 * const isKnown = (version: string) => apiVersions.includes(version);
 */
export const apiVersions: readonly string[] = [...contractByVersion.keys()];

/** All contracts, oldest first. */
export const contracts: readonly Contract[] = [...new Set(contractByVersion.values())];

/** Whether an API version is newer than all that contracts describe. */
export const isNewerThanKnown = (version: string): boolean =>
  /^1\.\d{1,4}$/.test(version) && parseMinorVersion(version) > parseMinorVersion(apiVersions.at(-1) ?? '');

/**
 * The contract of an API version; `undefined` if there is none. A version newer than known has the newest contract: new
 * versions seldom change this endpoint.
 */
export function findContract(version: string | undefined): Contract | undefined {
  if (version === undefined) return undefined;
  return contractByVersion.get(version) ?? (isNewerThanKnown(version) ? contracts.at(-1) : undefined);
}

/**
 * The API version by whose contract a value is checked.
 *
 * @example
 * import { type ApiVersionOptions, isImageList } from 'docker-images-contract/contract';
 *
 * const old: ApiVersionOptions = { apiVersion: '1.43' };
 * isImageList([], old);
 */
export interface ApiVersionOptions {
  /** Such as `1.43`; by default the version of record, 1.49. */
  readonly apiVersion?: string | undefined;
}

/**
 * The contract of an API version that a caller names; by default that of the version of record.
 *
 * @throws RangeError if there is no contract for the version
 */
export function getContract({ apiVersion: version = apiVersion }: ApiVersionOptions = {}): Contract {
  const contract = findContract(version);
  if (contract) return contract;
  throw new RangeError(
    `apiVersion: expected ${apiVersions[0]} to ${apiVersions.at(-1)}, found ${JSON.stringify(version)}`,
  );
}

/** Notes on API versions that fewer than two recorded engines showed, by version. */
export const versionsFromOneEngine: ReadonlyMap<string, string> = new Map(Object.entries(evidence));
