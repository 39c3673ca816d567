import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import { type Exchange, type Finding, type RuleName, rules, type Severity } from '../contract/index.js';
import type { LocatedFinding, ReportedExchange } from '../report/report.js';
import { parseTarget } from '../request/parse-target.js';

/** One exchange with what was found in it, before `--rule` has a say. */
export type ExchangeResult = Omit<ReportedExchange, 'omitted'> & { readonly omitted: ReadonlyMap<RuleName, number> };

/** What is found in an exchange when its session has ended. */
export interface SessionResult extends Pick<ExchangeResult, 'file' | 'exchange' | 'omitted'> {
  readonly kind: 'session';
  readonly findings: readonly LocatedFinding[];
}

/** Takes note of an exchange and of what came of it. */
export type OnChecked = (exchange: Exchange, checkResult: ExchangeCheckResult) => void;

/** What a report says of an exchange, wherever it came from. */
export const createExchangeResult = (
  source: Pick<ReportedExchange, 'file' | 'exchange' | 'findings' | 'request'>,
  { response: { status, body } }: Exchange,
  { kind, apiVersion, omitted }: ExchangeCheckResult,
): ExchangeResult => ({
  ...source,
  kind,
  apiVersion,
  images: status === 200 && Array.isArray(body) ? body.length : undefined,
  omitted,
});

/** A finding in what is no file, and so has no line. */
export const withoutLocation = (finding: Finding): LocatedFinding => ({ ...finding, line: 0, column: 0 });

/** How much of a request a report says, in UTF-16 units. */
const MAX_REQUEST_LENGTH = 300;

/** A request in one line, without the host. That of another endpoint is no matter of ours: what its query says stays out. */
export function formatRequestLine(
  { request: { method, path } }: Exchange,
  { kind }: Pick<ExchangeCheckResult, 'kind'>,
): string {
  const target = parseTarget(path) ?? '';
  const line = `${method.toUpperCase()} ${kind === 'skipped' ? target.split('?', 1) : target}`;
  return line.length > MAX_REQUEST_LENGTH ? `${line.slice(0, MAX_REQUEST_LENGTH)}...` : line;
}

/** How many findings a report lists: more would only fill the memory. */
export const MAX_LISTED_FINDINGS = 50_000;

const defaultSeverities = new Map(rules.map(({ name, severity }) => [name, severity]));

/**
 * All that is judged, with the severities that `--rule` asks for, and no more findings listed than fit a report.
 */
export async function collectResults(
  results: AsyncIterable<ExchangeResult | SessionResult>,
  severities: ReadonlyMap<string, Severity | 'off'> = new Map(),
): Promise<ReportedExchange[]> {
  const exchanges: ReportedExchange[] = [];
  // Only what sessions find is looked up: without any, nothing is kept to find it by.
  let indexByKey: Map<string, number> | undefined;
  let remaining = MAX_LISTED_FINDINGS;
  for await (const result of results) {
    const { listed, unlisted } = applySeverities(result, severities, remaining);
    remaining -= listed.length;
    if (result.kind !== 'session') {
      indexByKey?.set(createExchangeKey(result), exchanges.length);
      exchanges.push({ ...result, findings: listed, omitted: unlisted });
      continue;
    }
    indexByKey ??= new Map(exchanges.map((exchange, index) => [createExchangeKey(exchange), index]));
    const index = indexByKey.get(createExchangeKey(result)) ?? -1;
    const exchange = exchanges[index];
    if (!exchange) continue;
    const more = {
      error: unlisted.error + exchange.omitted.error,
      warning: unlisted.warning + exchange.omitted.warning,
    };
    exchanges[index] = { ...exchange, findings: [...exchange.findings, ...listed], omitted: more };
  }
  return exchanges;
}

const createExchangeKey = ({ file, exchange }: Pick<ReportedExchange, 'file' | 'exchange'>): string =>
  `${file}\0${exchange}`;

/** The findings that are listed, by the severities that `--rule` asks for, and how many are left. */
export function applySeverities(
  { findings, omitted }: Pick<ExchangeResult, 'findings' | 'omitted'>,
  severities: ReadonlyMap<string, Severity | 'off'>,
  limit: number,
): { readonly listed: ReportedExchange['findings']; readonly unlisted: Record<Severity, number> } {
  const unlisted = { error: 0, warning: 0 };
  const reported = findings.flatMap((finding) => {
    const severity = severities.get(finding.rule) ?? finding.severity;
    return severity === 'off' ? [] : [{ ...finding, severity }];
  });
  for (const { severity } of reported.slice(Math.max(limit, 0))) unlisted[severity]++;
  for (const [rule, count] of omitted) {
    const severity = severities.get(rule) ?? defaultSeverities.get(rule) ?? 'error';
    if (severity !== 'off') unlisted[severity] += count;
  }
  return { listed: reported.slice(0, Math.max(limit, 0)), unlisted };
}
