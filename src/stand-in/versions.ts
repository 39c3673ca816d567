import { minorOf } from '../values/version.js';

/** The oldest API version that is served. */
export const OLDEST = '1.24';

/** Why a version is not served, and whether it is too old. */
export function refusedVersion(version: string, newest: string): readonly [message: string, old: boolean] | undefined {
  const minor = minorOf(version);
  const major = Number(version.split('.')[0]);
  if (major > 1 || minor > minorOf(newest)) {
    return [`client version ${version} is too new. Maximum supported API version is ${newest}`, false];
  }
  if (major < 1 || !(minor >= minorOf(OLDEST))) {
    const words = `Minimum supported API version is ${OLDEST}, please upgrade your client to a newer version`;
    return [`client version ${version} is too old. ${words}`, true];
  }
  return undefined;
}
