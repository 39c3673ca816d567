import type { SessionResponse } from '../contract/session.js';
import { hashString } from '../values/hash-string.js';

/** A response with the time that it took. */
export interface TrackedResponse {
  readonly name: string;
  readonly response: SessionResponse;
  /** When the request and the end of the response passed, on the clock that all responses share. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A time in which the images of an engine did not change, as the equal full listings at its ends show. */
export interface StableInterval {
  /** The session that it belongs to. */
  readonly session: string;
  /** The responses in it, with the listing at its end and, in the first interval of a session, the one at its start. */
  readonly responses: readonly TrackedResponse[];
}

/** How many responses, with the images in them, wait for the next full listing. */
const MAX_WAITING_SIZE = 50_000;
/** How many responses, with the images in them, a session has. The next full listing after that begins another session. */
const MAX_SESSION_SIZE = 100_000;

/** Finds sessions in what an engine sends. A session continues from one full listing to the next as long as they are equal. */
export class SessionTracker {
  #start: TrackedResponse | undefined;
  #session = '';
  #sessionCount = 0;
  #waiting: TrackedResponse[] = [];
  #waitingSize = 0;
  #sessionSize = 0;
  #isConfirmed = false;

  /** Takes in a response. Returns the interval that it ends, if it is a full listing that shows no change. */
  add(tracked: TrackedResponse): StableInterval | undefined {
    const { request, fullListing } = tracked.response;
    const start = this.#start;
    const first = start?.response;
    const isSameVersion = first?.request.minor === request.minor;
    if (
      fullListing &&
      isSameVersion &&
      fullListing.stateHash === first.fullListing?.stateHash &&
      this.#sessionSize < MAX_SESSION_SIZE
    )
      return this.#confirm(tracked);
    // Names and labels of two API versions do not compare, but ids do.
    const isEqualAtOtherVersion = !isSameVersion && fullListing?.idsHash === first?.fullListing?.idsHash;
    if (fullListing && !isEqualAtOtherVersion) this.#begin(tracked, fullListing.stateHash);
    else if (start && tracked.startedAt > start.endedAt) this.#wait(tracked);
    return undefined;
  }

  #begin(start: TrackedResponse, state: string): void {
    this.#start = start;
    this.#session = `${hashString(`${start.response.request.minor} ${state}`)}-${++this.#sessionCount}`;
    this.#sessionSize = 0;
    this.#isConfirmed = false;
    this.#setWaiting([]);
  }

  #wait(tracked: TrackedResponse): void {
    this.#waiting.push(tracked);
    this.#waitingSize += measure([tracked]);
    if (this.#waitingSize <= MAX_WAITING_SIZE) return;
    // What waits has no session then, and the next full listing begins another one.
    this.#start = undefined;
    this.#setWaiting([]);
  }

  /** Ends an interval. What overlaps its last listing waits for the next one. */
  #confirm(end: TrackedResponse): StableInterval {
    const inBetween = this.#waiting.filter(({ endedAt }) => endedAt < end.startedAt);
    const responses = [...(this.#start && !this.#isConfirmed ? [this.#start] : []), ...inBetween, end];
    this.#isConfirmed = true;
    this.#sessionSize += measure(responses);
    this.#setWaiting(this.#waiting.filter(({ endedAt }) => endedAt >= end.startedAt));
    return { session: this.#session, responses };
  }

  #setWaiting(waiting: TrackedResponse[]): void {
    this.#waiting = waiting;
    this.#waitingSize = measure(waiting);
  }
}

const measure = (tracked: readonly TrackedResponse[]): number =>
  tracked.reduce((sum, { response }) => sum + 1 + response.images.length, 0);
