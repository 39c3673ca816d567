import type { Format, PlacedFinding } from './report.js';
import { jsonText } from './text.js';

/** A finding with its members in the order that reports have. */
export const inOrder = (finding: PlacedFinding): PlacedFinding => ({
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
export const json: Format = ({ contract, engine, summary, findings, coverage }) => {
  const asked = engine && {
    name: engine.name,
    version: engine.version,
    apiVersion: engine.apiVersion,
    minApiVersion: engine.minApiVersion,
    store: engine.store,
  };
  return jsonText({ contract, engine: asked, summary, findings: findings.map(inOrder), coverage });
};
