import { escapeControlCharacters, formatCount } from '../values/format-value.js';
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
export const formatJunit: ReportFormat = ({ contract, exchanges }) => {
  const suites = [...groupBy(exchanges, ({ file }) => file)].map(([file, fileExchanges]) =>
    formatSuite(file, fileExchanges),
  );
  const attributes = { name: `${contract.name} ${contract.apiVersion}`, ...countCases(exchanges) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${formatElement('testsuites', attributes, suites)}\n`;
};

function formatSuite(file: string, exchanges: readonly ReportedExchange[]): string {
  const skipped = exchanges.filter(({ kind }) => kind !== 'checked').length;
  const attributes = { name: file, ...countCases(exchanges), skipped };
  return formatElement('testsuite', attributes, exchanges.map(formatCase));
}

/** Errors that are not listed fail a case, too. */
const hasErrors = ({ findings, omitted }: ReportedExchange): boolean => omitted.error > 0 || findings.some(isError);

const countCases = (exchanges: readonly ReportedExchange[]) => ({
  tests: exchanges.length,
  failures: exchanges.filter(hasErrors).length,
  errors: 0,
});

function formatCase(reported: ReportedExchange): string {
  const { file, exchange, kind, findings, omitted, reason = skipReasons[kind] } = reported;
  const formatLine = (finding: LocatedFinding): string =>
    escapeXml(`${formatLocation({ ...finding, file, exchange })}: ${finding.rule}: ${formatFinding(finding)}`);
  const errorLines = findings.filter(isError).map(formatLine);
  if (omitted.error > 0) errorLines.push(`${formatCount(omitted.error, 'more error')} counted and not listed`);
  const warningLines = findings.filter((finding) => !isError(finding)).map(formatLine);
  const content: string[] = [];
  if (kind !== 'checked') content.push(formatElement('skipped', {}, [escapeXml(reason)]));
  // One failure for all errors: GitLab and Jenkins show only one.
  if (errorLines.length > 0) {
    const { rule: type, message } = findings.find(isError) ?? { rule: 'omitted', message: errorLines.join() };
    content.push(formatElement('failure', { type, message }, errorLines));
  }
  if (warningLines.length > 0) content.push(formatElement('system-out', {}, warningLines.map(escapeAttachmentLinks)));
  return formatElement('testcase', { classname: file, name: formatCaseName(reported), file }, content);
}

/** The request names a case, with the index of the exchange, because a file can hold the same request twice. */
const formatCaseName = ({ request, exchange }: ReportedExchange): string =>
  request === undefined ? `exchange ${exchange}` : `${request}${exchange > 0 ? ` [${exchange}]` : ''}`;

const skipReasons = {
  checked: '',
  skipped: 'another path or method',
  notChecked: 'no contract of its API version',
} as const;

/** GitLab and Jenkins turn `[[ATTACHMENT|path]]` in the output of a test into a link to a file. */
const escapeAttachmentLinks = (text: string): string => text.replaceAll('[[ATTACHMENT|', '[[ATTACHMENT |');

const isError = ({ severity }: LocatedFinding): boolean => severity === 'error';
