import { getContract } from '../../../src/contract/contract-version.js';
import { getAllowedStatuses, unsupportedVersionMessage } from '../../../src/engine/allowed-statuses.js';
import { createImageFilter, type Expectation } from '../../../src/engine/filter-images.js';
import type { AnyVersionImage } from '../../../src/engine/image.js';
import { createImageSet } from '../../../src/engine/image-set.js';
import { interpretRequest } from '../../../src/engine/interpreted-request.js';
import type { ErrorResponse, ImageSummary } from '../../../src/index.js';
import { mockEngine } from '../../../src/mock/mock-engine.js';
import { parseListRequest } from '../../../src/request/parse-request.js';
import type { Engine } from './data.js';

/** The response of an engine, and why it is so. */
export interface ExplainedResponse {
  readonly status: number;
  /** The statuses that the contract allows, in words. */
  readonly expected: string;
  /** Of an error response, where it is known. */
  readonly message?: string;
  readonly listed: readonly ExplainedImage[];
  readonly notListed: readonly ExplainedImage[];
}

export interface ExplainedImage {
  readonly image: AnyVersionImage;
  readonly expectation: Expectation;
  readonly reason: string;
}

/** Gives the response to `GET` of a target. */
export type Responder = (target: string) => Promise<ExplainedResponse>;

/**
 * A mock engine with the image store and the newest API version of a recorded engine. It responds as Docker 28.5.2; where
 * the recorded engine has other statuses, the response has the first of them.
 */
export function createResponder({ server, store, newest }: Engine, images: readonly ImageSummary[]): Responder {
  const engine = mockEngine({ images, store, apiVersion: newest });
  const storeFilledAt = Date.now() / 1000;
  const imageSet = createImageSet(images, store);

  return async (target) => {
    const response = await engine(new Request(`http://localhost${target}`));
    const body: unknown = await response.json();
    const error = response.status === 200 ? undefined : (body as ErrorResponse); // the mock engine sends no other body
    const notListed = { ...error, listed: [], notListed: [] };
    if (error && unsupportedVersionMessage.test(error.message)) {
      return { status: response.status, expected: String(response.status), ...notListed };
    }
    const request = parseListRequest({ method: 'GET', path: target });
    if (!request) throw new Error(`expected the target of a list request, found ${target}`);
    const apiVersion = request.apiVersion ?? newest;
    const interpreted = interpretRequest(request, apiVersion, getContract({ apiVersion }), server);
    const { expected, requestSpecific } = getAllowedStatuses(interpreted, '', imageSet);
    const status = requestSpecific.includes(response.status) ? response.status : (requestSpecific[0] ?? 200);
    if (status !== 200) return { status, expected, ...notListed };

    const clock = { now: Date.now() / 1000, storeFilledAt };
    const filterImage = createImageFilter({ ...imageSet, store }, interpreted, clock);
    const explained = imageSet.images.map((one) => ({ ...filterImage(one), image: one.image }));
    const listed = error ? [] : (body as AnyVersionImage[]); // a 200 of the mock engine is an array of images
    const listedIds = new Set(listed.map(({ Id }) => Id));
    return {
      ...{ status, expected },
      listed: listed.flatMap((image) =>
        explained.filter((one) => one.image.Id === image.Id).map((one) => ({ ...one, image })),
      ),
      notListed: explained.filter(({ image }) => !listedIds.has(image.Id)),
    };
  };
}
