import { rules } from '../contract/index.js';
import type { Format, PlacedFinding, Report } from './report.js';
import { findingWithRequest, jsonText, pathOf, placeText } from './text.js';

const positions = new Map<string, number>(rules.map(({ name }, index) => [name, index]));

/** SARIF's rule metadata, from the table of rules. */
const descriptors = rules.map(({ name, severity, meaning, why, remedy }) => ({
  id: name,
  shortDescription: { text: sentence(meaning) },
  fullDescription: { text: `${sentence(meaning)} ${why}` },
  help: { text: `${why} What to do: ${remedy}`, markdown: `${why}\n\n**What to do:** ${remedy}` },
  defaultConfiguration: { level: severity },
}));

/** The report for code scanning: SARIF 2.1.0. */
export const sarif: Format = (report) =>
  jsonText({
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: { driver: { name: report.contract.name, version: report.contract.version, rules: descriptors } },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => result(report, finding)),
      },
    ],
  });

function result(report: Report, finding: PlacedFinding) {
  const { rule, severity, exchange, request, pointer, schema, expected, actual, fingerprint } = finding;
  return {
    ruleId: rule,
    ruleIndex: positions.get(rule),
    level: severity,
    message: { text: noLink(findingWithRequest(finding)) },
    locations: [location(report, finding)],
    partialFingerprints: { 'contractFinding/v1': fingerprint },
    properties: { exchange, request, pointer, schema, expected, actual },
  };
}

function location(report: Report, finding: PlacedFinding): object {
  const { line, column } = finding;
  const path = pathOf(report, finding);
  // Standard input and an engine have no artifact that a viewer could open.
  if (path === undefined) return { logicalLocations: [{ fullyQualifiedName: placeText(finding) }] };
  const region = line > 0 ? { region: { startLine: line, startColumn: column } } : {};
  return { physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...region } };
}

/** A path as a URI reference; half a surrogate pair has no UTF-8, and two slashes at the start would name a host. */
const uriOf = (path: string): string =>
  path
    .replace(/^\/+/, '/')
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');

/** SARIF reads `[text](target)` in a message as a link, and messages quote what engines send. */
const noLink = (text: string): string => text.replaceAll('](', '] (');

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
