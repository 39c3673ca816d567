import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/exchange.js';
import { hashString } from '../contract/finding.js';
import { digestImage } from '../contract/image-digests.js';
import type { AnyVersionImage } from '../engine/image.js';
import { isFullListing } from '../engine/interpreted-request.js';

/** An exchange that has been judged, with the time that it took. */
export interface ObservedExchange {
  readonly number: number;
  readonly exchange: Exchange;
  readonly checkResult: ExchangeCheckResult;
  /** How long its body is, in bytes. */
  readonly bodySize: number;
  /** On one clock with all others. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A stretch of time in which the images of an engine did not change, as two equal lists of all images show. */
export interface StableInterval {
  /** The session that it belongs to. */
  readonly session: string;
  /** What was answered in it, the list at its end and, of the first of a session, that at its beginning included. */
  readonly exchanges: readonly ObservedExchange[];
}

/** How much waits for the next list of all images, in bytes of bodies: parsed, they take several times as much. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** How many exchanges wait. */
const MAX_WAITING_EXCHANGES = 10_000;
/** How many images a session lists in all; the next list of all images then begins another. */
const MAX_SESSION_IMAGES = 100_000;

/** Finds the sessions in what passes. A session goes on from one list of all images to the next as long as they are equal. */
export class SessionTracker {
  #firstListing: (ObservedExchange & { readonly state: string; readonly ids: string }) | undefined;
  #session = '';
  #sessionCount = 0;
  #waiting: ObservedExchange[] = [];
  #waitingBytes = 0;
  #imageCount = 0;
  #isConfirmed = false;

  /**
   * Takes in an exchange.
   *
   * @param onSessionEnd is called before a session other than that of the last stretch begins
   */
  add(exchange: ObservedExchange, onSessionEnd: () => void): StableInterval | undefined {
    const listing = summarizeFullListing(exchange);
    const previous = this.#firstListing;
    if (listing && previous && listing.state === previous.state && this.#imageCount < MAX_SESSION_IMAGES)
      return this.#confirm(exchange);
    // Names and labels compare within one API version only; an id that is new shows in any.
    const isOtherVersion =
      listing &&
      previous &&
      listing.minor !== previous.checkResult.interpretedRequest?.minor &&
      listing.ids === previous.ids;
    if (listing && !isOtherVersion) {
      onSessionEnd();
      this.#begin({ ...exchange, ...listing });
    } else if (previous && exchange.startedAt > previous.endedAt) this.#wait(exchange);
    return undefined;
  }

  #begin(start: ObservedExchange & { readonly state: string; readonly ids: string }): void {
    this.#firstListing = start;
    this.#session = `${hashString(start.state)}-${++this.#sessionCount}`;
    [this.#imageCount, this.#isConfirmed] = [0, false];
    this.#setWaiting([]);
  }

  #wait(exchange: ObservedExchange): void {
    this.#waitingBytes += exchange.bodySize;
    this.#waiting.push(exchange);
    // Too much to wait for: it has no session, and the next list of all images begins another.
    if (this.#waitingBytes > MAX_WAITING_BYTES || this.#waiting.length > MAX_WAITING_EXCHANGES)
      this.#firstListing = undefined;
    if (!this.#firstListing) this.#setWaiting([]);
  }

  /** The images are what they were: so they were all the while, for all that did not overlap the lists. */
  #confirm(end: ObservedExchange): StableInterval {
    const inBetween = this.#waiting.filter(({ endedAt: onSessionEnd }) => onSessionEnd < end.startedAt);
    const exchanges = [...(this.#firstListing && !this.#isConfirmed ? [this.#firstListing] : []), ...inBetween, end];
    this.#isConfirmed = true;
    for (const { body } of exchanges.map(({ exchange }) => exchange.response)) {
      this.#imageCount += Array.isArray(body) ? body.length : 0;
    }
    this.#setWaiting(this.#waiting.filter(({ endedAt: onSessionEnd }) => onSessionEnd >= end.startedAt));
    return { session: this.#session, exchanges };
  }

  #setWaiting(waiting: ObservedExchange[]): void {
    this.#waiting = waiting;
    this.#waitingBytes = waiting.reduce((sum, { bodySize }) => sum + bodySize, 0);
  }
}

/** What a list of all images says of them; `undefined` for any other answer, and for a list that breaks its schema. */
function summarizeFullListing({
  exchange: { response },
  checkResult: { interpretedRequest, findings },
}: ObservedExchange) {
  if (
    response.status !== 200 ||
    !interpretedRequest ||
    !isFullListing(interpretedRequest) ||
    !Array.isArray(response.body)
  )
    return undefined;
  if (findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status')) return undefined;
  const images: readonly AnyVersionImage[] = response.body; // its schema has just been found to hold
  const hashImages = (format: (image: AnyVersionImage) => string): string =>
    hashString(JSON.stringify(images.map(format).sort()));
  const { minor } = interpretedRequest;
  const state = hashImages((image) => {
    const { Id, RepoTags, RepoDigests, Labels } = digestImage(image);
    return [Id, RepoTags, RepoDigests, Labels].join();
  });
  return { minor, ids: hashImages(({ Id }) => Id), state: `${minor} ${state}` };
}
