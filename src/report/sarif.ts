import { rules } from '../contract/index.js';
import { formatFindingWithRequest, formatLocation, getFilePath, stringifyEscaped } from './finding-text.js';
import type { Report, ReportedFinding, ReportFormat } from './report.js';

const ruleIndexes = new Map<string, number>(rules.map(({ name }, index) => [name, index]));

/** The metadata of each rule, as SARIF calls it. */
const ruleDescriptors = rules.map(({ name, severity, meaning, reason, remedy }) => ({
  id: name,
  shortDescription: { text: toSentence(meaning) },
  fullDescription: { text: `${toSentence(meaning)} ${reason}` },
  help: { text: `${reason} What to do: ${remedy}`, markdown: `${reason}\n\n**What to do:** ${remedy}` },
  defaultConfiguration: { level: severity },
}));

/** The report for code scanning: SARIF 2.1.0. */
export const formatSarif: ReportFormat = (report) =>
  stringifyEscaped({
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: report.contract.name, version: report.contract.version, rules: ruleDescriptors } },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => createResult(report, finding)),
      },
    ],
  });

function createResult(report: Report, finding: ReportedFinding) {
  const { rule, severity, exchange, request, pointer, schema, expected, actual, fingerprint } = finding;
  return {
    ruleId: rule,
    ruleIndex: ruleIndexes.get(rule),
    level: severity,
    message: { text: escapeLinks(formatFindingWithRequest(finding)) },
    locations: [createLocation(report, finding)],
    partialFingerprints: { 'contractFinding/v1': fingerprint },
    properties: { exchange, request, pointer, schema, expected, actual },
  };
}

function createLocation(report: Report, finding: ReportedFinding): object {
  const { line, column } = finding;
  const path = getFilePath(report, finding);
  // Standard input and engines have no artifact that a viewer could open.
  if (path === undefined) return { logicalLocations: [{ fullyQualifiedName: formatLocation(finding) }] };
  const region = line > 0 ? { region: { startLine: line, startColumn: column } } : {};
  return { physicalLocation: { artifactLocation: { uri: toUriReference(path) }, ...region } };
}

/** A path as a URI reference. Lone surrogates have no UTF-8, and two slashes at the start would begin a host. */
const toUriReference = (path: string): string =>
  path
    .replace(/^\/+/, '/')
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');

/** SARIF turns `[text](target)` in a message into a link, and messages quote what engines send. */
const escapeLinks = (text: string): string => text.replaceAll('](', '] (');

function toSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
