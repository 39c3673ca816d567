import type { Judgement } from '../contract/check.js';
import { digestsOf } from '../contract/digests.js';
import type { Exchange } from '../contract/exchange.js';
import { hash } from '../contract/finding.js';
import { isWhole } from '../model/asked.js';
import type { AnyImage } from '../model/image.js';

/** An exchange that has been judged, with the time that it took. */
export interface Passed {
  readonly place: number;
  readonly exchange: Exchange;
  readonly judgement: Judgement;
  /** How long its body is, in bytes. */
  readonly size: number;
  /** On one clock with all others. */
  readonly begun: number;
  readonly ended: number;
}

/** A stretch of time in which the images of an engine did not change, as two equal lists of all images show. */
export interface Stretch {
  /** The session that it belongs to. */
  readonly session: string;
  /** What was answered in it, the list at its end and, of the first of a session, that at its beginning included. */
  readonly passed: readonly Passed[];
}

/** How much waits for the next list of all images, in bytes of bodies: parsed, they take several times as much. */
const MOST_WAITING = 16 * 1024 * 1024;
/** How many exchanges wait. */
const MOST_PASSED = 10_000;
/** How many images a session lists in all; the next list of all images then begins another. */
const MOST_IMAGES = 100_000;

/** Finds the sessions in what passes. A session goes on from one list of all images to the next as long as they are equal. */
export class Sessions {
  #start: (Passed & { readonly state: string; readonly ids: string }) | undefined;
  #session = '';
  #count = 0;
  #waiting: Passed[] = [];
  #size = 0;
  #images = 0;
  #confirmed = false;

  /**
   * Takes in an exchange.
   *
   * @param ended is called before a session other than that of the last stretch begins
   */
  add(one: Passed, ended: () => void): Stretch | undefined {
    const whole = wholeList(one);
    const before = this.#start;
    if (whole && before && whole.state === before.state && this.#images < MOST_IMAGES) return this.#confirm(one);
    // Names and labels compare within one API version only; an id that is new shows in any.
    const other = whole && before && whole.minor !== before.judgement.asked?.minor && whole.ids === before.ids;
    if (whole && !other) {
      ended();
      this.#begin({ ...one, ...whole });
    } else if (before && one.begun > before.ended) this.#wait(one);
    return undefined;
  }

  #begin(start: Passed & { readonly state: string; readonly ids: string }): void {
    this.#start = start;
    this.#session = `${hash(start.state)}-${++this.#count}`;
    [this.#images, this.#confirmed] = [0, false];
    this.#empty([]);
  }

  #wait(one: Passed): void {
    this.#size += one.size;
    this.#waiting.push(one);
    // Too much to wait for: it has no session, and the next list of all images begins another.
    if (this.#size > MOST_WAITING || this.#waiting.length > MOST_PASSED) this.#start = undefined;
    if (!this.#start) this.#empty([]);
  }

  /** The images are what they were: so they were all the while, for all that did not overlap the lists. */
  #confirm(end: Passed): Stretch {
    const within = this.#waiting.filter(({ ended }) => ended < end.begun);
    const passed = [...(this.#start && !this.#confirmed ? [this.#start] : []), ...within, end];
    this.#confirmed = true;
    for (const { body } of passed.map(({ exchange }) => exchange.response)) {
      this.#images += Array.isArray(body) ? body.length : 0;
    }
    this.#empty(this.#waiting.filter(({ ended }) => ended >= end.begun));
    return { session: this.#session, passed };
  }

  #empty(waiting: Passed[]): void {
    this.#waiting = waiting;
    this.#size = waiting.reduce((sum, { size }) => sum + size, 0);
  }
}

/** What a list of all images says of them; `undefined` for any other answer, and for a list that breaks its schema. */
function wholeList({ exchange: { response }, judgement: { asked, findings } }: Passed) {
  if (response.status !== 200 || !asked || !isWhole(asked) || !Array.isArray(response.body)) return undefined;
  if (findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status')) return undefined;
  const images: readonly AnyImage[] = response.body; // its schema has just been found to hold
  const all = (told: (image: AnyImage) => string): string => hash(JSON.stringify(images.map(told).sort()));
  const { minor } = asked;
  const state = all((image) => {
    const { Id, RepoTags, RepoDigests, Labels } = digestsOf(image);
    return [Id, RepoTags, RepoDigests, Labels].join();
  });
  return { minor, ids: all(({ Id }) => Id), state: `${minor} ${state}` };
}
