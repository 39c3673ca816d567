import { parseMinorVersion } from '../values/api-version.js';

/** The oldest API version that is served. */
export const OLDEST_API_VERSION = '1.24';

/** Why a version is not served, and whether it is too old. */
export function findVersionError(
  version: string,
  newest: string,
): readonly [message: string, old: boolean] | undefined {
  const minor = parseMinorVersion(version);
  const major = Number(version.split('.')[0]);
  if (major > 1 || minor > parseMinorVersion(newest)) {
    return [`client version ${version} is too new. Maximum supported API version is ${newest}`, false];
  }
  if (major < 1 || !(minor >= parseMinorVersion(OLDEST_API_VERSION))) {
    const advice = `Minimum supported API version is ${OLDEST_API_VERSION}, please upgrade your client to a newer version`;
    return [`client version ${version} is too old. ${advice}`, true];
  }
  return undefined;
}
