import type { Coverage } from '../contract/coverage.js';
import type { Finding, Severity } from '../contract/index.js';
import { parseMinorVersion } from '../values/api-version.js';

/** A finding of an exchange with the line and column that it is about; both 0 when there is no text. */
export interface LocatedFinding extends Finding {
  /** From 1; 0 when there is no text. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 when there is no text. */
  readonly column: number;
  /** The text around the place; on the first finding of a rule in an exchange, when there is text. */
  readonly frame?: CodeFrame;
}

/** A few lines of text around a place, each cut to what is near it. */
export interface CodeFrame {
  /** The number of the first line, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** Where the place is in its line as it stands here, in UTF-16 units from 0. */
  readonly caret: number;
}

/** One exchange with what was found in it. */
export interface ReportedExchange {
  /** The file as PATH names it, `-` for standard input, or the question's name when an engine was asked. */
  readonly file: string;
  /** Which exchange of the file, from 0. */
  readonly exchange: number;
  /** The request that got the answer, method and target, shortened; `undefined` when nobody knows, as of a bare list. */
  readonly request?: string | undefined;
  /** `skipped`: another method or path. `not judged`: at an API version that no contract describes. */
  readonly kind: 'checked' | 'notChecked' | 'skipped';
  /** The API version that judged it; `undefined` when it was not judged. */
  readonly apiVersion: string | undefined;
  /** How many images a 200 lists; `undefined` of any other answer. */
  readonly images: number | undefined;
  readonly findings: readonly LocatedFinding[];
  /** Findings that are counted and not listed. */
  readonly omitted: Readonly<Record<Severity, number>>;
}

/** A finding with the place where it was found. */
export type ReportedFinding = LocatedFinding & Pick<ReportedExchange, 'file' | 'exchange' | 'request'>;

/** What an engine says of itself; `unknown` for what it does not say. */
export interface ReportedEngine {
  readonly name: string;
  readonly version: string;
  /** The newest and the oldest API version that it serves. */
  readonly apiVersion: string;
  readonly minApiVersion: string;
  readonly store: string;
}

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
  readonly engine: ReportedEngine | undefined;
  readonly summary: {
    /** How many exchanges were judged. */
    readonly exchanges: number;
    /** How many are at an API version that no contract describes. */
    readonly notChecked: number;
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
  readonly findings: readonly ReportedFinding[];
  /** In the order in which they were read, those that were passed over too. */
  readonly exchanges: readonly ReportedExchange[];
  /** There when it was asked for. */
  readonly coverage?: Coverage;
}

/** A report as text. */
export type ReportFormat = (report: Report, options: ReportFormatOptions) => string;

/** For whom a report is; only `pretty` asks. */
export interface ReportFormatOptions {
  readonly colour: boolean;
  /** How wide the terminal is; without one no line is broken. */
  readonly columns?: number | undefined;
}

/** Sums up what was judged. */
export function createReport(
  contract: Report['contract'],
  engine: ReportedEngine | undefined,
  exchanges: readonly ReportedExchange[],
  evidence: ReadonlyMap<string, string> = new Map(),
): Report {
  const filterByKind = (kind: ReportedExchange['kind']) => exchanges.filter((exchange) => exchange.kind === kind);
  const countAll = (severity: Severity) =>
    exchanges.reduce((sum, exchange) => sum + countFindings(exchange, severity), 0);
  const checked = filterByKind('checked');
  const apiVersions = countApiVersions(checked);
  const versionEvidence = [...evidence].filter(([version]) => version in apiVersions);
  return {
    contract: { ...contract, ...(versionEvidence.length > 0 && { evidence: Object.fromEntries(versionEvidence) }) },
    engine,
    summary: {
      exchanges: checked.length,
      notChecked: filterByKind('notChecked').length,
      skipped: filterByKind('skipped').length,
      failed: checked.filter((exchange) => countFindings(exchange, 'error') > 0).length,
      errors: countAll('error'),
      warnings: countAll('warning'),
      apiVersions,
    },
    findings: exchanges.flatMap(({ file, exchange, request, findings }) =>
      findings
        .map((finding): ReportedFinding => ({ ...finding, file, exchange, ...(request !== undefined && { request }) }))
        .sort(compareByPosition),
    ),
    exchanges,
  };
}

/** How many findings of a severity an exchange has, listed or not. */
const countFindings = ({ findings, omitted }: ReportedExchange, wantedSeverity: Severity): number =>
  findings.reduce((sum, { severity }) => sum + Number(severity === wantedSeverity), omitted[wantedSeverity]);

function countApiVersions(exchanges: readonly ReportedExchange[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { apiVersion = '' } of exchanges) counts.set(apiVersion, (counts.get(apiVersion) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => parseMinorVersion(a[0]) - parseMinorVersion(b[0])));
}

const compareByPosition = (a: ReportedFinding, b: ReportedFinding): number =>
  a.line - b.line || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
