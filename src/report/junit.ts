import { escapeControlCharacters } from '../values/format-value.js';
import { formatFinding, formatLocation } from './finding-text.js';
import { groupBy } from './group-findings.js';
import type { LocatedFinding, ReportedExchange, ReportFormat } from './report.js';

const xmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // XML forbids these two characters, even escaped.
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};
const escapeXml = (text: string): string =>
  escapeControlCharacters(text).replace(/[&<>"'\ufffe\uffff]/g, (character) => xmlEscapes[character] ?? '');

type Attributes = Readonly<Record<string, string | number>>;

function formatElement(name: string, attributes: Attributes, content: readonly string[] = []): string {
  const attributeTexts = Object.entries(attributes).map(([key, value]) => `${key}="${escapeXml(String(value))}"`);
  const startTag = [name, ...attributeTexts].join(' ');
  return content.length === 0 ? `<${startTag}/>` : `<${startTag}>\n${content.join('\n')}\n</${name}>`;
}

/** The report for CI systems that show tests: a suite per file, a case per exchange. Only errors fail a case. */
export const formatJunit: ReportFormat = ({ contract, summary, exchanges }) => {
  const tests = summary.exchanges + summary.notChecked + summary.skipped;
  const suites = [...groupBy(exchanges, ({ file }) => file)].map(([file, fileExchanges]) =>
    formatSuite(file, fileExchanges),
  );
  const attributes = { name: `${contract.name} ${contract.apiVersion}`, tests, failures: summary.failed, errors: 0 };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${formatElement('testsuites', attributes, suites)}\n`;
};

function formatSuite(file: string, exchanges: readonly ReportedExchange[]): string {
  const failures = exchanges.filter(({ findings }) => findings.some(isError)).length;
  const skipped = exchanges.filter(({ kind }) => kind !== 'checked').length;
  const attributes = { name: file, tests: exchanges.length, failures, errors: 0, skipped };
  return formatElement('testsuite', attributes, exchanges.map(formatCase));
}

function formatCase(reported: ReportedExchange): string {
  const { file, exchange, kind, findings } = reported;
  const formatLine = (finding: LocatedFinding): string =>
    escapeXml(`${formatLocation({ ...finding, file, exchange })}: ${finding.rule}: ${formatFinding(finding)}`);
  const errors = findings.filter(isError);
  const [first] = errors;
  const warningLines = findings.filter((finding) => !isError(finding)).map(formatLine);
  const content: string[] = [];
  if (kind !== 'checked') content.push(formatElement('skipped', {}, [skipReasons[kind]]));
  // One failure for all errors: GitLab and Jenkins show only one.
  if (first)
    content.push(formatElement('failure', { type: first.rule, message: first.message }, errors.map(formatLine)));
  if (warningLines.length > 0) content.push(formatElement('system-out', {}, warningLines.map(escapeAttachmentLinks)));
  return formatElement('testcase', { classname: file, name: formatCaseName(reported), file }, content);
}

/** The request names a case, with the index of the exchange, because a file can hold the same request twice. */
const formatCaseName = ({ request, exchange }: ReportedExchange): string =>
  request === undefined ? `exchange ${exchange}` : `${request}${exchange > 0 ? ` [${exchange}]` : ''}`;

const skipReasons = { skipped: 'another path or method', notChecked: 'no contract of its API version' } as const;

/** GitLab and Jenkins turn `[[ATTACHMENT|path]]` in the output of a test into a link to a file. */
const escapeAttachmentLinks = (text: string): string => text.replaceAll('[[ATTACHMENT|', '[[ATTACHMENT |');

const isError = ({ severity }: LocatedFinding): boolean => severity === 'error';
