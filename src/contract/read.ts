import { type Asked, engineOf } from '../model/asked.js';
import type { ImageListRequest } from '../request/request.js';
import { minorOf } from '../values/version.js';
import type { Contract } from './version.js';

/** A request as an engine reads it at an API version: it ignores a parameter that is newer. */
export function readAs(
  request: ImageListRequest,
  version: string,
  { parameters }: Contract,
  server: string | undefined,
): Asked {
  const reads = (name: string, given: boolean): boolean => given && parameters.includes(name);
  const manifests = reads('manifests', request.manifests);
  const alone =
    reads('identity', request.identity) && !manifests && request.faults.every(({ name }) => name !== 'query');
  return {
    ...request,
    manifests,
    sharedSize: reads('shared-size', request.sharedSize),
    faults: alone ? [...request.faults, { name: 'identity', subject: 'identity' }] : request.faults,
    minor: minorOf(version),
    engine: engineOf(server),
  };
}
