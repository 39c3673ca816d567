import { findContract } from '../../../src/contract/contract-version.js';
import { getAllowedStatuses } from '../../../src/engine/allowed-statuses.js';
import { createImageFilter, type EngineClock } from '../../../src/engine/filter-images.js';
import type { AnyVersionImage } from '../../../src/engine/image.js';
import { createImageSet, type ImageStore } from '../../../src/engine/image-set.js';
import type { InterpretedRequest } from '../../../src/engine/interpreted-request.js';
import { interpretRequest } from '../../../src/engine/interpreted-request.js';
import { findVersionError } from '../../../src/mock/error-responses.js';
import { createListResponse } from '../../../src/mock/respond-to-list.js';
import { parseListRequest } from '../../../src/request/parse-request.js';

/** An engine that is asked, with what it has. */
export interface Asking {
  readonly server: string;
  readonly store: ImageStore;
  readonly newest: string;
  readonly images: readonly AnyVersionImage[];
}

/** What an engine answers, and what the model says of it. */
export interface Answer {
  readonly status: number;
  /** The statuses that an engine may answer with, in words. */
  readonly expected: string;
  /** Why it refuses. */
  readonly message?: string;
  readonly listed: readonly Told[];
  readonly left: readonly Told[];
}

/** An image with what the model says of it. */
export interface Told {
  readonly image: AnyVersionImage;
  /** `must`, `may` or `must not` be listed. */
  readonly listed: string;
  readonly reason: string;
}

/** What an engine answers to `GET` of a target. */
export function answerTo(target: string, { server, store, newest, images }: Asking, clock: EngineClock): Answer {
  const request = parseListRequest({ method: 'GET', path: target });
  const version = request?.apiVersion ?? newest;
  const contract = findContract(version);
  if (!request || !contract) throw new RangeError(`expected the path of a contract, found ${target}`);
  const [refused] = findVersionError(version, newest) ?? [];
  if (refused !== undefined) return { status: 400, expected: '400', message: refused, listed: [], left: [] };
  const universe = createImageSet(images, store);
  const asked = interpretRequest(request, version, contract, server);
  const { expected, requestSpecific } = getAllowedStatuses(asked, '', universe);
  const [first = 200] = requestSpecific;
  const given = createListResponse(asked, universe, store, clock);
  if ('status' in given) {
    const status = requestSpecific.includes(given.status) ? given.status : first;
    return { status, expected, message: given.message, listed: [], left: [] };
  }
  if (!requestSpecific.includes(200)) return { status: first, expected, listed: [], left: [] };
  return { status: 200, expected, ...told(given, asked, { ...universe, store }, clock) };
}

function told(
  given: readonly AnyVersionImage[],
  asked: InterpretedRequest,
  universe: ReturnType<typeof createImageSet>,
  clock: EngineClock,
): Pick<Answer, 'listed' | 'left'> {
  const judge = createImageFilter(universe, asked, clock);
  const known = new Map(universe.images.map((one) => [one.image.Id, one]));
  const ids = new Set(given.map(({ Id }) => Id));
  const say = (image: AnyVersionImage): Told => {
    const one = known.get(image.Id);
    if (!one) throw new Error(`expected an image of the engine, found ${image.Id}`);
    const { expectation, reason } = judge(one);
    return { image, listed: expectation, reason };
  };
  return {
    listed: given.map(say),
    left: universe.images.filter(({ image }) => !ids.has(image.Id)).map(({ image }) => say(image)),
  };
}
