import { escapeControlCharacters } from '../values/format-value.js';
import { stringifyEscaped } from './finding-text.js';
import type { FindingLineFormat, ReportedFinding, ReportFormat } from './report.js';

/** The report for programs; `openapi/report.schema.json` describes it. */
export const formatJson: ReportFormat = ({ contract, engine, summary, remarks, findings, coverage }) => {
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
    remarks,
    findings: findings.map(orderProperties),
    coverage,
  });
};

/** One line of NDJSON: the finding as it is in `findings` of the report. */
export const formatJsonLine: FindingLineFormat = (finding) =>
  `${escapeControlCharacters(JSON.stringify(orderProperties(finding)))}\n`;

/** The properties that reports have, in their order. */
const orderProperties = (finding: ReportedFinding): ReportedFinding => ({
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
