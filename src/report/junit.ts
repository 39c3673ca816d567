import { escapeControlCharacters } from '../values/format-value.js';
import { formatFinding, formatLocation } from './finding-text.js';
import type { LocatedFinding, Report, ReportedExchange, ReportFormat } from './report.js';

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // No XML document may hold these two, not even escaped.
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};
const escapeXml = (text: string): string =>
  escapeControlCharacters(text).replace(/[&<>"'\ufffe\uffff]/g, (character) => xmlEntities[character] ?? '');

type Attributes = Readonly<Record<string, string | number>>;

const formatElement = (name: string, attributes: Attributes, content: readonly string[] = []): string => {
  const startTag = [
    name,
    ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`),
  ].join(' ');
  return content.length === 0 ? `<${startTag}/>` : `<${startTag}>\n${content.join('\n')}\n</${name}>`;
};

/** The report for CI systems that show tests: a suite a file, a case an exchange; only errors fail a case. */
export const formatJunit: ReportFormat = (report) => {
  const { exchanges, notChecked, skipped, failed } = report.summary;
  const suites = [...groupByFile(report)].map(([file, reported]) => formatSuite(file, reported));
  const counts = { tests: exchanges + notChecked + skipped, failures: failed, errors: 0 };
  const name = `${report.contract.name} ${report.contract.apiVersion}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${formatElement('testsuites', { name, ...counts }, suites)}\n`;
};

function groupByFile({ exchanges }: Report): Map<string, ReportedExchange[]> {
  const files = new Map<string, ReportedExchange[]>();
  for (const exchange of exchanges) {
    const fileExchanges = files.get(exchange.file) ?? [];
    files.set(exchange.file, fileExchanges);
    fileExchanges.push(exchange);
  }
  return files;
}

function formatSuite(file: string, exchanges: readonly ReportedExchange[]): string {
  const failures = exchanges.filter(({ findings }) => findings.some(isError)).length;
  const skipped = exchanges.filter(({ kind }) => kind !== 'checked').length;
  return formatElement(
    'testsuite',
    { name: file, tests: exchanges.length, failures, errors: 0, skipped },
    exchanges.map(formatCase),
  );
}

/** Names the case by its request; of one file an exchange can ask what another has asked. */
const formatCaseName = ({ request, exchange }: ReportedExchange): string =>
  request === undefined ? `exchange ${exchange}` : `${request}${exchange > 0 ? ` [${exchange}]` : ''}`;

function formatCase(reported: ReportedExchange): string {
  const { file, exchange, kind, findings } = reported;
  const formatLine = (finding: LocatedFinding): string =>
    escapeXml(`${formatLocation({ ...finding, file, exchange })}: ${finding.rule}: ${formatFinding(finding)}`);
  const errors = findings.filter(isError);
  const warnings = findings.filter((finding) => !isError(finding));
  const [first] = errors;
  // One failure for all errors: of several, GitLab and Jenkins show one.
  return formatElement('testcase', { classname: file, name: formatCaseName(reported), file }, [
    ...(kind === 'checked' ? [] : [formatElement('skipped', {}, [skipReasons[kind]])]),
    ...(first ? [formatElement('failure', { type: first.rule, message: first.message }, errors.map(formatLine))] : []),
    ...(warnings.length > 0
      ? [formatElement('system-out', {}, warnings.map(formatLine).map(escapeAttachmentLinks))]
      : []),
  ]);
}

const skipReasons = { skipped: 'another path or method', notChecked: 'no contract of its API version' } as const;

/** GitLab and Jenkins read `[[ATTACHMENT|path]]` in the output of a test as a file to link. */
const escapeAttachmentLinks = (text: string): string => text.replaceAll('[[ATTACHMENT|', '[[ATTACHMENT |');

const isError = ({ severity }: LocatedFinding): boolean => severity === 'error';
