import { at } from '../values/pointer.js';
import { type Attached, elementsOf, type Found } from './found.js';

/** What another tool writes exchanges in: a document that holds some. A HAR is not one of them: it is read entry by entry. */
export interface Dialect {
  /** What a document is, and what one of its exchanges is. */
  readonly name: string;
  readonly one: string;
  /** Whether it is written as YAML too. */
  readonly inYaml?: boolean;
  /** Whether a document is in it. */
  readonly is: (value: unknown) => boolean;
  /** Where its exchanges stand in a document, in their order. */
  readonly paths: (value: unknown) => readonly (readonly string[])[];
  /** The exchange of what stands there; words for why it is none. */
  readonly exchangeOf: (value: unknown, attached: Attached) => Promise<Found>;
}

/** Where the elements of a list stand that names lead to. */
export const exchangesIn = (value: unknown, ...names: readonly string[]): string[][] =>
  elementsOf(at(value, ...names)).map((_, index) => [...names, String(index)]);

/** Whether a list has an element that is something, and is none of images: an image is told at once, for a list may be long. */
export const hasOne = (value: unknown, is: (one: unknown) => boolean): boolean =>
  elementsOf(value).some((one) => at(one, 'Id') === undefined && is(one));
