import { escapeControlCharacters } from '../values/format-value.js';
import { stringifyEscaped } from './finding-text.js';
import type { FindingLineFormat, ReportFormat } from './report.js';

/** The properties of a finding, and of an engine, in their order. */
const FINDING_PROPERTIES = [
  ...(['rule', 'severity', 'message', 'file', 'exchange', 'request', 'line', 'column'] as const),
  ...(['pointer', 'schema', 'expected', 'actual', 'fingerprint'] as const),
];
const ENGINE_PROPERTIES = ['name', 'version', 'apiVersion', 'minApiVersion', 'store'] as const;

/** The report for programs; `openapi/report.schema.json` describes it. */
export const formatJson: ReportFormat = ({ contract, engine, summary, remarks, findings, coverage }) =>
  stringifyEscaped({
    contract,
    engine: engine && pickProperties(engine, ENGINE_PROPERTIES),
    summary,
    remarks,
    findings: findings.map((finding) => pickProperties(finding, FINDING_PROPERTIES)),
    coverage,
  });

/** One line of NDJSON: the finding as it is in `findings` of the report. */
export const formatJsonLine: FindingLineFormat = (finding) =>
  `${escapeControlCharacters(JSON.stringify(pickProperties(finding, FINDING_PROPERTIES)))}\n`;

const pickProperties = <T extends object>(value: T, names: readonly (keyof T)[]): object =>
  Object.fromEntries(names.map((name) => [name, value[name]]));
