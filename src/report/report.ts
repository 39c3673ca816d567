import type { Finding } from '../contract/index.js';

/** A finding with the place where it was found. */
export interface PlacedFinding extends Finding {
  /** The file as PATH names it, `-` for standard input, or the question's name when an engine was asked. */
  readonly file: string;
  /** Which exchange of the file, from 0. */
  readonly exchange: number;
  /** From 1; 0 when there is no text. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 when there is no text. */
  readonly column: number;
}

/** What a contract check found: what every format is made from. */
export interface Report {
  readonly contract: { readonly name: string; readonly version: string; readonly apiVersion: string };
  readonly summary: {
    /** How many exchanges were judged. */
    readonly exchanges: number;
    /** How many were passed over, being about something else. */
    readonly skipped: number;
    /** How many of the judged have an error. */
    readonly failed: number;
    readonly errors: number;
    readonly warnings: number;
  };
  /** In order of file, exchange, line and rule. */
  readonly findings: readonly PlacedFinding[];
}

/** A report as text. */
export type Format = (report: Report, options: { readonly colour: boolean }) => string;
