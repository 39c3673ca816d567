import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import { type Exchange, type Finding, type RuleName, rules, type Severity } from '../contract/index.js';
import { parseBody } from '../contract/response-body.js';
import type { LocatedFinding, ReportedExchange } from '../report/report.js';
import { parseTarget } from '../request/parse-target.js';
import { getOwn } from '../values/pointer.js';

/** One exchange with its findings, before `--rule` changes their severities. */
export type ExchangeResult = Omit<ReportedExchange, 'omitted'> & { readonly omitted: ReadonlyMap<RuleName, number> };

/** The findings in an exchange that only its whole session shows. */
export interface SessionResult extends Pick<ExchangeResult, 'file' | 'exchange' | 'omitted'> {
  readonly kind: 'session';
  readonly findings: readonly LocatedFinding[];
}

/** Gets each exchange with the result of its check. */
export type OnChecked = (exchange: Exchange, checkResult: ExchangeCheckResult) => void;

/** The result of an exchange for a report. */
export const createExchangeResult = (
  source: Pick<ReportedExchange, 'file' | 'exchange' | 'findings' | 'request'>,
  { response }: Exchange,
  { kind, apiVersion, omitted }: ExchangeCheckResult,
): ExchangeResult => ({
  ...source,
  kind,
  apiVersion,
  // A response with an error says what the engine does wrong.
  isRefused:
    source.findings.some(({ rule }) => rule === 'response/refused') &&
    source.findings.every(({ severity }) => severity === 'warning'),
  images: countImages(response),
  omitted,
});

function countImages(response: Exchange['response']): number | undefined {
  const list = getOwn(parseBody(response), 'value');
  return response.status === 200 && Array.isArray(list) ? list.length : undefined;
}

/** A finding in an exchange that is in no file, and so has no line. */
export const withoutLocation = (finding: Finding): LocatedFinding => ({ ...finding, line: 0, column: 0 });

/** The result of an exchange that is in no file. Its name stands in place of the file. */
export const createUnlocatedResult = (
  name: string,
  exchange: Exchange,
  checkResult: ExchangeCheckResult,
): ExchangeResult => {
  const findings = checkResult.findings.map(withoutLocation);
  const request = formatRequestLine(exchange, checkResult);
  return createExchangeResult({ file: name, exchange: 0, request, findings }, exchange, checkResult);
};

/** How much of a request a report shows, in UTF-16 units. */
const MAX_REQUEST_LENGTH = 300;

/** A request in one line, without the host. The query of other endpoints is left out; it may hold secrets. */
export function formatRequestLine(
  { request: { method, path } }: Pick<Exchange, 'request'>,
  { kind }: Pick<ExchangeCheckResult, 'kind'>,
): string {
  const target = parseTarget(path) ?? '';
  const line = `${method.toUpperCase()} ${kind === 'skipped' ? target.split('?', 1) : target}`;
  return line.length > MAX_REQUEST_LENGTH ? `${line.slice(0, MAX_REQUEST_LENGTH)}...` : line;
}

/** How many findings a report lists, so that it fits in memory. */
export const MAX_LISTED_FINDINGS = 50_000;

const defaultSeverities = new Map(rules.map(({ name, severity }) => [name, severity]));

/**
 * Collects results for a report: session findings join those of their exchange, `severities` apply, and at most
 * `MAX_LISTED_FINDINGS` findings are listed.
 */
export async function collectResults(
  results: AsyncIterable<ExchangeResult | SessionResult>,
  severities: ReadonlyMap<string, Severity | 'off'> = new Map(),
): Promise<ReportedExchange[]> {
  const exchanges: ReportedExchange[] = [];
  // The index is built for the first session result; most runs have none.
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

/** The first `limit` findings with the severities that `--rule` sets, and the count of the others. */
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
