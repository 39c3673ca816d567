import { type InterpretedRequest, parseServerHeader } from '../engine/interpreted-request.js';
import type { ImageListRequest } from '../request/parse-request.js';
import { parseMinorVersion } from '../values/api-version.js';
import type { Contract } from './contract-version.js';

/** A request as an engine reads it at an API version: it ignores a parameter that is newer. */
export function interpretRequest(
  request: ImageListRequest,
  version: string,
  { parameters }: Contract,
  serverHeader: string | undefined,
): InterpretedRequest {
  const isRead = (name: string, isGiven: boolean): boolean => isGiven && parameters.includes(name);
  const manifests = isRead('manifests', request.manifests);
  const hasIdentityAlone =
    isRead('identity', request.identity) && !manifests && request.faults.every(({ name }) => name !== 'query');
  return {
    ...request,
    manifests,
    sharedSize: isRead('shared-size', request.sharedSize),
    faults: hasIdentityAlone ? [...request.faults, { name: 'identity', offendingValue: 'identity' }] : request.faults,
    minor: parseMinorVersion(version),
    engineVersion: parseServerHeader(serverHeader),
  };
}
