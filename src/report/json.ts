import { stringifyEscaped } from './finding-text.js';
import type { ReportedFinding, ReportFormat } from './report.js';

/** A finding with its members in the order that reports have. */
export const orderProperties = (finding: ReportedFinding): ReportedFinding => ({
  rule: finding.rule,
  severity: finding.severity,
  message: finding.message,
  file: finding.file,
  exchange: finding.exchange,
  request: finding.request,
  line: finding.line,
  column: finding.column,
  pointer: finding.pointer,
  schema: finding.schema,
  expected: finding.expected,
  actual: finding.actual,
  fingerprint: finding.fingerprint,
});

/** The report for machines; `openapi/report.schema.json` describes it. */
export const formatJson: ReportFormat = ({ contract, engine, summary, findings, coverage }) => {
  const orderedEngine = engine && {
    name: engine.name,
    version: engine.version,
    apiVersion: engine.apiVersion,
    minApiVersion: engine.minApiVersion,
    store: engine.store,
  };
  return stringifyEscaped({
    contract,
    engine: orderedEngine,
    summary,
    findings: findings.map(orderProperties),
    coverage,
  });
};
