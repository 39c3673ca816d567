import type { EngineIdentity } from '../connection/identity.js';
import type { Coverage } from '../contract/coverage.js';
import type { Finding, Severity } from '../contract/index.js';
import { minorOf } from '../values/version.js';

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
  /** The request that got the answer, method and target, shortened; `undefined` when nobody knows, as of a bare list. */
  readonly request?: string | undefined;
  /** `skipped`: another method or path. `not judged`: at an API version that no contract describes. */
  readonly kind: 'judged' | 'not judged' | 'skipped';
  /** The API version that judged it; `undefined` when it was not judged. */
  readonly apiVersion: string | undefined;
  /** How many images a 200 lists; `undefined` of any other answer. */
  readonly images: number | undefined;
  readonly findings: readonly LocatedFinding[];
  /** Findings that are counted and not listed. */
  readonly more: Readonly<Record<Severity, number>>;
}

/** A finding with the place where it was found. */
export type PlacedFinding = LocatedFinding & Pick<Judged, 'file' | 'exchange' | 'request'>;

/** What a contract check found: what every format is made from. */
export interface Report {
  readonly contract: {
    readonly name: string;
    readonly version: string;
    readonly apiVersion: string;
    /** What is known of those API versions that judged and that no two recorded engines showed; absent without any. */
    readonly evidence?: Readonly<Record<string, string>>;
  };
  /** The engine that was asked; `undefined` when recordings were judged. */
  readonly engine: EngineIdentity | undefined;
  readonly summary: {
    /** How many exchanges were judged. */
    readonly exchanges: number;
    /** How many are at an API version that no contract describes. */
    readonly notJudged: number;
    /** How many were passed over, being about something else. */
    readonly skipped: number;
    /** How many of the judged have an error. */
    readonly failed: number;
    /** How many errors were found, listed or not. */
    readonly errors: number;
    readonly warnings: number;
    /** How many were judged by the contract of each API version. */
    readonly apiVersions: Readonly<Record<string, number>>;
  };
  /** In order of file as read, exchange, line and rule. */
  readonly findings: readonly PlacedFinding[];
  /** In the order in which they were read, those that were passed over too. */
  readonly exchanges: readonly Judged[];
  /** There when it was asked for. */
  readonly coverage?: Coverage;
}

/** A report as text. */
export type Format = (report: Report, options: FormatOptions) => string;

/** For whom a report is; only `pretty` asks. */
export interface FormatOptions {
  readonly colour: boolean;
  /** How wide the terminal is; without one no line is broken. */
  readonly columns?: number | undefined;
}

/** Sums up what was judged. */
export function reportOf(
  contract: Report['contract'],
  engine: EngineIdentity | undefined,
  exchanges: readonly Judged[],
  evidence: ReadonlyMap<string, string> = new Map(),
): Report {
  const ofKind = (kind: Judged['kind']) => exchanges.filter((one) => one.kind === kind);
  const total = (severity: Severity) => exchanges.reduce((sum, one) => sum + count(one, severity), 0);
  const judged = ofKind('judged');
  const apiVersions = apiVersionsOf(judged);
  const known = [...evidence].filter(([version]) => version in apiVersions);
  return {
    contract: { ...contract, ...(known.length > 0 && { evidence: Object.fromEntries(known) }) },
    engine,
    summary: {
      exchanges: judged.length,
      notJudged: ofKind('not judged').length,
      skipped: ofKind('skipped').length,
      failed: judged.filter((one) => count(one, 'error') > 0).length,
      errors: total('error'),
      warnings: total('warning'),
      apiVersions,
    },
    findings: exchanges.flatMap(({ file, exchange, request, findings }) =>
      findings
        .map((finding): PlacedFinding => ({ ...finding, file, exchange, ...(request !== undefined && { request }) }))
        .sort(byPlace),
    ),
    exchanges,
  };
}

/** How many findings of a severity an exchange has, listed or not. */
const count = ({ findings, more }: Judged, wanted: Severity): number =>
  findings.reduce((sum, { severity }) => sum + Number(severity === wanted), more[wanted]);

function apiVersionsOf(judged: readonly Judged[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { apiVersion = '' } of judged) counts.set(apiVersion, (counts.get(apiVersion) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => minorOf(a[0]) - minorOf(b[0])));
}

const byPlace = (a: PlacedFinding, b: PlacedFinding): number =>
  a.line - b.line || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
