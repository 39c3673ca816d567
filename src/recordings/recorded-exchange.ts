import type { Exchange, Rule } from '../contract/index.js';
import type { InputError } from './input-error.js';
import type { TextSlice } from './positions.js';

/** A part of an exchange that a rule can be about. */
type ExchangePart = Rule['exchangePart'];

/** Where each part of an exchange is in a text: a path of keys, when the text is JSON, or an offset. */
type PartLocations = Readonly<Record<ExchangePart, readonly string[] | number>>;

/** An exchange as a reader of any format returns it. */
export interface ParsedExchange {
  readonly exchange: Exchange;
  /** Whether only the array of images was recorded: then the request of `exchange` is not a recorded one. */
  readonly isImageList: boolean;
  readonly parts: PartLocations;
  readonly body: RecordedBody;
  /** The pointers into a parsed body to numbers that are written with a point or an exponent, if the text is known. */
  readonly fractionPointers?: readonly string[];
  /** Returns the text that holds the parts. It is asked for when there is something to find in it. */
  readonly getSlice: () => TextSlice | Promise<TextSlice>;
}

/**
 * How the body stands in the text: as JSON; as a string, which says `text`; or encoded, so that nothing in `text` has a
 * position of its own.
 */
export type RecordedBody = { readonly form: 'json' } | { readonly form: 'string' | 'encoded'; readonly text: string };

/** An exchange with its number in its file. */
export interface RecordedExchange extends ParsedExchange {
  /** Counts from 0. A part of the file that cannot be read counts, too. */
  readonly index: number;
}

/** One part of a file: an exchange, or why it cannot be read. */
export type ReadResult = RecordedExchange | InputError;
