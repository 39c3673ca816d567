import { apiVersion, contracts as described, evidence } from '../../generated/constants.js';

/** The contract of an API version. */
export interface Contract {
  /** Which, of all contracts from the oldest on. */
  readonly index: number;
  /** Its first API version, by which what is made for it is found, and its last. */
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

/** The contract of an API version; `undefined` when none describes it. */
export const findContract = (version: string | undefined): Contract | undefined => contractByVersion.get(version ?? '');

/**
 * The contract of an API version that a caller names; of the version of record without one.
 *
 * @throws RangeError on a version that no contract describes
 */
export function getContract({
  apiVersion: version = apiVersion,
}: {
  readonly apiVersion?: string | undefined;
} = {}): Contract {
  const contract = findContract(version);
  if (contract) return contract;
  throw new RangeError(
    `apiVersion: expected ${apiVersions[0]} to ${apiVersions.at(-1)}, found ${JSON.stringify(version)}`,
  );
}

/** What is known of API versions that no two recorded engines showed, in words, by version. */
export const versionsFromOneEngine: ReadonlyMap<string, string> = new Map(Object.entries(evidence));

/** The API versions of a contract, such as `1.44-1.46`. */
export const formatVersionSpan = ({ first, last }: Contract): string => (first === last ? first : `${first}-${last}`);
