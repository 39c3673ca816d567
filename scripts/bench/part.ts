import type { Peers } from './peers.js';
import type { Program } from './program.js';

/** What is measured under one heading: rows of inputs, and columns of ways to do the same work with each. */
export interface Part {
  /** The word that asks for it on the command line. */
  readonly name: string;
  readonly title: string;
  /** What is done, and with what, as Markdown. */
  readonly text: string;
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly curves?: readonly Curve[];
  /** Whether the sides are functions that give promises. */
  readonly async?: boolean;
  readonly run: (row: Row, place: Place) => Run | Promise<Run>;
}

export interface Row {
  readonly name: string;
  /** How many of what the part counts, where it draws a curve. */
  readonly size?: number;
  /** At least so many turns, where a turn takes long; five otherwise. */
  readonly turns?: number;
}

/** Two columns, one over the other: ratios of times or of peaks of memory, or how much longer in milliseconds. */
export interface Comparison {
  readonly by: 'time' | 'memory' | 'longer';
  readonly ours: string;
  readonly theirs: string;
  /** What it may be at most. */
  readonly goal?: number;
  /** The rows that the goal is for; all where none are named. */
  readonly rows?: readonly string[];
}

/** A picture of all rows: the size of each to the right, and up what is measured. */
export interface Curve {
  readonly file: string;
  readonly title: string;
  /** What the sizes count. */
  readonly of: string;
  readonly up: 'time' | 'memory' | { readonly timesOf: string };
}

/** Where a part works: a folder of its own, and what is installed for it. */
export interface Place {
  readonly folder: string;
  readonly peers: Peers;
}

/** What is run for one row, by column; a column without a side has none there. */
export interface Run {
  readonly sides: Readonly<Record<string, Side>>;
  readonly end?: () => unknown;
}

/** A call in this process, or a process of its own, of which the peak of memory is measured too. */
export type Side = (() => unknown) | Program;
