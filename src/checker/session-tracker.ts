import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/exchange.js';
import { digestImage } from '../contract/image-digests.js';
import type { AnyVersionImage } from '../engine/image.js';
import { isFullListing } from '../engine/interpreted-request.js';
import { hashString } from '../values/hash-string.js';

/** A checked exchange, with the time that it took. */
export interface ObservedExchange {
  readonly name: string;
  readonly exchange: Exchange;
  readonly checkResult: ExchangeCheckResult;
  /** The size of its body in bytes. */
  readonly size: number;
  /** When the request and the end of the response passed, on the clock that all exchanges share. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A time in which the images of an engine did not change, as the equal full listings at its ends show. */
export interface StableInterval {
  /** The session that it belongs to. */
  readonly session: string;
  /** The exchanges in it, with the listing at its end and, in the first interval of a session, the one at its start. */
  readonly exchanges: readonly ObservedExchange[];
}

/** What a full listing shows of the images. */
interface ListingState {
  readonly minor: number;
  /** A hash of the ids of all images. */
  readonly ids: string;
  /** A hash of the ids, names and labels of all images. */
  readonly state: string;
}

/** How many bytes of bodies wait for the next full listing. Parsed, they take several times as much memory. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** How many exchanges wait for the next full listing. */
const MAX_WAITING_EXCHANGES = 10_000;
/** How many images a session lists in all. The next full listing after that begins another session. */
const MAX_SESSION_IMAGES = 100_000;

/** Finds sessions in traffic. A session continues from one full listing to the next as long as they are equal. */
export class SessionTracker {
  #firstListing: (ObservedExchange & ListingState) | undefined;
  #session = '';
  #sessionCount = 0;
  #waiting: ObservedExchange[] = [];
  #waitingBytes = 0;
  #imageCount = 0;
  #isConfirmed = false;

  /** Takes in an exchange. Returns the interval that it ends, if it is a full listing that shows no change. */
  add(exchange: ObservedExchange): StableInterval | undefined {
    const listing = summarizeFullListing(exchange);
    const first = this.#firstListing;
    if (listing && first && listing.state === first.state && this.#imageCount < MAX_SESSION_IMAGES)
      return this.#confirm(exchange);
    // Names and labels of two API versions do not compare, but ids do.
    const isOtherVersion = listing && first && listing.minor !== first.minor && listing.ids === first.ids;
    if (listing && !isOtherVersion) this.#begin({ ...exchange, ...listing });
    else if (first && exchange.startedAt > first.endedAt) this.#wait(exchange);
    return undefined;
  }

  #begin(start: ObservedExchange & ListingState): void {
    this.#firstListing = start;
    this.#session = `${hashString(start.state)}-${++this.#sessionCount}`;
    [this.#imageCount, this.#isConfirmed] = [0, false];
    this.#setWaiting([]);
  }

  #wait(exchange: ObservedExchange): void {
    this.#waitingBytes += exchange.size;
    this.#waiting.push(exchange);
    // What waits has no session then, and the next full listing begins another one.
    if (this.#waitingBytes > MAX_WAITING_BYTES || this.#waiting.length > MAX_WAITING_EXCHANGES)
      this.#firstListing = undefined;
    if (!this.#firstListing) this.#setWaiting([]);
  }

  /** Ends an interval. What overlaps its last listing waits for the next one. */
  #confirm(end: ObservedExchange): StableInterval {
    const inBetween = this.#waiting.filter(({ endedAt }) => endedAt < end.startedAt);
    const exchanges = [...(this.#firstListing && !this.#isConfirmed ? [this.#firstListing] : []), ...inBetween, end];
    this.#isConfirmed = true;
    for (const { body } of exchanges.map(({ exchange }) => exchange.response)) {
      this.#imageCount += Array.isArray(body) ? body.length : 0;
    }
    this.#setWaiting(this.#waiting.filter(({ endedAt }) => endedAt >= end.startedAt));
    return { session: this.#session, exchanges };
  }

  #setWaiting(waiting: ObservedExchange[]): void {
    this.#waiting = waiting;
    this.#waitingBytes = waiting.reduce((sum, { size }) => sum + size, 0);
  }
}

/** The state that a full listing shows; `undefined` for any other response, and for one that breaks its schema. */
function summarizeFullListing({ exchange, checkResult }: ObservedExchange): ListingState | undefined {
  const { status, body } = exchange.response;
  const { interpretedRequest, findings } = checkResult;
  if (status !== 200 || !Array.isArray(body) || !interpretedRequest || !isFullListing(interpretedRequest))
    return undefined;
  if (findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status')) return undefined;
  const images: readonly AnyVersionImage[] = body; // without a finding, the schema holds
  const hashImages = (format: (image: AnyVersionImage) => string): string =>
    hashString(JSON.stringify(images.map(format).sort()));
  const { minor } = interpretedRequest;
  const state = hashImages((image) => {
    const { Id, RepoTags, RepoDigests, Labels } = digestImage(image);
    return [Id, RepoTags, RepoDigests, Labels].join();
  });
  return { minor, ids: hashImages(({ Id }) => Id), state: `${minor} ${state}` };
}
