/**
 * The findings of a run with their places, and the counts that follow from them. This folder turns them into text, one
 * format a file. It neither checks nor prints.
 */
import type { Coverage } from '../contract/coverage.js';
import type { Finding, Severity } from '../contract/index.js';
import { parseMinorVersion } from '../values/api-version.js';

/** A finding with its position in the file. */
export interface LocatedFinding extends Finding {
  /** From 1; 0 if there is no file. */
  readonly line: number;
  /** From 1, in UTF-16 units; 0 if there is no file. */
  readonly column: number;
  /** The lines around the position. Only the first finding of a rule in an exchange has them. */
  readonly frame?: CodeFrame;
}

/** A few lines of a file around a position, each shortened to the part near it. */
export interface CodeFrame {
  /** The number of the first line, from 1. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  /** The position in its shortened line, in UTF-16 units from 0. */
  readonly caret: number;
}

/** One exchange with its findings. */
export interface ReportedExchange {
  /** The file as PATH names it, `-` for standard input, or the name of the probe that an engine responded to. */
  readonly file: string;
  /** The index of the exchange in its file, from 0. */
  readonly exchange: number;
  /** Method and target of the request, shortened; `undefined` if unknown, as for a bare list. */
  readonly request?: string | undefined;
  /** `skipped`: another method or path. `notChecked`: at an API version that no contract describes. */
  readonly kind: 'checked' | 'notChecked' | 'skipped';
  /** Why it is not checked, if not for its API version. */
  readonly reason?: string | undefined;
  /** The API version whose contract checked it; `undefined` if it was not checked. */
  readonly apiVersion: string | undefined;
  /** How many images a 200 lists; `undefined` for any other response. */
  readonly images: number | undefined;
  /** Whether the engine refused it though nothing is wrong with the request. */
  readonly isRefused: boolean;
  readonly findings: readonly LocatedFinding[];
  /** How many more findings there are that are not in `findings`. */
  readonly omitted: Readonly<Record<Severity, number>>;
}

/** A finding with its exchange. */
export type ReportedFinding = LocatedFinding & Pick<ReportedExchange, 'file' | 'exchange' | 'request'>;

/** The checked engine as it describes itself; `unknown` for what it does not say. */
export interface ReportedEngine {
  readonly name: string;
  readonly version: string;
  /** The newest API version that it serves. */
  readonly apiVersion: string;
  /** The oldest API version that it serves. */
  readonly minApiVersion: string;
  readonly store: string;
}

/** How many sessions were checked, and how many could not be. */
export interface SessionCounts {
  readonly checked: number;
  readonly notChecked: number;
}

/** The result of a run, from which every format is made. */
export interface Report {
  readonly contract: {
    readonly name: string;
    readonly version: string;
    readonly apiVersion: string;
    /** The evidence for those checked API versions that only one engine was recorded at; absent if there are none. */
    readonly evidence?: Readonly<Record<string, string>>;
  };
  /** The checked engine; `undefined` if recordings were checked. */
  readonly engine: ReportedEngine | undefined;
  /** The exchanges by kind and the findings by severity, listed or not. */
  readonly summary: {
    /** The checked exchanges. */
    readonly exchanges: number;
    readonly notChecked: number;
    readonly skipped: number;
    /** The checked exchanges that the engine refused though nothing is wrong with the request: they show no list. */
    readonly refused: number;
    /** The checked exchanges with an error. */
    readonly failed: number;
    readonly errors: number;
    readonly warnings: number;
    /** The checked exchanges by API version. */
    readonly apiVersions: Readonly<Record<string, number>>;
    readonly sessions: SessionCounts;
  };
  /** What was not checked, and why. */
  readonly remarks: readonly string[];
  /** In order of file as read, exchange, line and rule. */
  readonly findings: readonly ReportedFinding[];
  /** All exchanges, in the order in which they were read. */
  readonly exchanges: readonly ReportedExchange[];
  /** Present if it was requested. */
  readonly coverage?: Coverage;
}

/** Formats a report as text. */
export type ReportFormat = (report: Report, options: ReportFormatOptions) => string;

/** Formats a finding as one line, for output while the run goes on. */
export type FindingLineFormat = (finding: ReportedFinding, options: Pick<ReportFormatOptions, 'colour'>) => string;

/** How `pretty` looks; the other formats ignore it. */
interface ReportFormatOptions {
  readonly colour: boolean;
  /** The width of the terminal; without it no line is broken. */
  readonly columns?: number | undefined;
}

/** Creates the report of a run. `evidence` has, by API version, what is known from one engine only. */
export function createReport(
  contract: Report['contract'],
  engine: ReportedEngine | undefined,
  unsortedExchanges: readonly ReportedExchange[],
  evidence: ReadonlyMap<string, string> = new Map(),
  sessions: SessionCounts & Pick<Report, 'remarks'> = { checked: 0, notChecked: 0, remarks: [] },
): Report {
  const exchanges = unsortedExchanges.map((one) => ({ ...one, findings: one.findings.toSorted(compareByPosition) }));
  const count = (kind: ReportedExchange['kind']): number => exchanges.filter((one) => one.kind === kind).length;
  const sumFindings = (severity: Severity): number =>
    exchanges.reduce((sum, exchange) => sum + countFindings(exchange, severity), 0);
  const checked = exchanges.filter(({ kind }) => kind === 'checked');
  const apiVersions = countApiVersions(checked);
  const versionEvidence = [...evidence].filter(([version]) => version in apiVersions);
  return {
    contract: { ...contract, ...(versionEvidence.length > 0 && { evidence: Object.fromEntries(versionEvidence) }) },
    engine,
    summary: {
      exchanges: checked.length,
      notChecked: count('notChecked'),
      skipped: count('skipped'),
      refused: checked.filter(({ isRefused }) => isRefused).length,
      failed: checked.filter((exchange) => countFindings(exchange, 'error') > 0).length,
      errors: sumFindings('error'),
      warnings: sumFindings('warning'),
      apiVersions,
      sessions: { checked: sessions.checked, notChecked: sessions.notChecked },
    },
    remarks: sessions.remarks,
    findings: exchanges.flatMap(({ file, exchange, request, findings }) =>
      findings.map(
        (finding): ReportedFinding => ({ ...finding, file, exchange, ...(request !== undefined && { request }) }),
      ),
    ),
    exchanges,
  };
}

/** How many findings of a severity an exchange has, listed or not. */
const countFindings = ({ findings, omitted }: ReportedExchange, severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length + omitted[severity];

function countApiVersions(exchanges: readonly ReportedExchange[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { apiVersion = '' } of exchanges) counts.set(apiVersion, (counts.get(apiVersion) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => parseMinorVersion(a[0]) - parseMinorVersion(b[0])));
}

const compareByPosition = (a: LocatedFinding, b: LocatedFinding): number =>
  a.line - b.line || (a.rule < b.rule ? -1 : Number(a.rule > b.rule));
