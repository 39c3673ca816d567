import type { Coverage } from '../contract/coverage.js';
import type { Finding, Severity } from '../contract/index.js';

/** A finding of an exchange with the line and column that it is about; both 0 when there is no text. */
export interface LocatedFinding extends Finding {
  /** From 1; 0 when there is no text. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 when there is no text. */
  readonly column: number;
  /** The text around the place; on the first finding of a rule in an exchange, when there is text. */
  readonly frame?: Frame;
}

/** A few lines of text around a place, each cut to what is near it. */
export interface Frame {
  /** The number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Where the place is in its line as it stands here, in UTF-16 units from 0. */
  readonly caret: number;
}

/** One exchange with what was found in it. */
export interface Judged {
  /** The file as PATH names it, `-` for standard input, or the question's name when an engine was asked. */
  readonly file: string;
  /** Which exchange of the file, from 0. */
  readonly exchange: number;
  /** Whether it is about the endpoint at all. */
  readonly judged: boolean;
  readonly findings: readonly LocatedFinding[];
}

/** A finding with the place where it was found. */
export type PlacedFinding = LocatedFinding & Pick<Judged, 'file' | 'exchange'>;

/** What an engine that was asked says of itself. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly minApiVersion: string;
  readonly store: string;
}

/** What a contract check found: what every format is made from. */
export interface Report {
  readonly contract: { readonly name: string; readonly version: string; readonly apiVersion: string };
  /** The engine that was asked; `undefined` when recordings were judged. */
  readonly engine: EngineIdentity | undefined;
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
  /** In order of file and exchange, those that were passed over too. */
  readonly exchanges: readonly Judged[];
  /** There when it was asked for. */
  readonly coverage?: Coverage;
}

/** A report as text. */
export type Format = (report: Report, options: { readonly colour: boolean }) => string;

/** Sums up what was judged. */
export function reportOf(
  contract: Report['contract'],
  engine: EngineIdentity | undefined,
  all: readonly Judged[],
): Report {
  const findings = all.flatMap(({ file, exchange, findings }) =>
    findings.map((finding): PlacedFinding => ({ ...finding, file, exchange })),
  );
  const has = (wanted: Severity, list: readonly Finding[]) => list.filter(({ severity }) => severity === wanted).length;
  const judged = all.filter(({ judged }) => judged);
  return {
    contract,
    engine,
    summary: {
      exchanges: judged.length,
      skipped: all.length - judged.length,
      failed: judged.filter(({ findings }) => has('error', findings) > 0).length,
      errors: has('error', findings),
      warnings: has('warning', findings),
    },
    findings: findings.sort(byPlace),
    exchanges: [...all].sort(byExchange),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Origin = Pick<Judged, 'file' | 'exchange'>;

const byExchange = (a: Origin, b: Origin): number => compare(a.file, b.file) || a.exchange - b.exchange;

const byPlace = (a: PlacedFinding, b: PlacedFinding): number =>
  byExchange(a, b) || a.line - b.line || compare(a.rule, b.rule);
