import { visible } from '../values/show.js';
import type { Format, Judged, LocatedFinding, Report } from './report.js';
import { findingText, placeText } from './text.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // No XML document may hold these two, not even escaped.
  '\ufffe': '\\ufffe',
  '\uffff': '\\uffff',
};
const xml = (text: string): string =>
  visible(text).replace(/[&<>"'\ufffe\uffff]/g, (character) => entities[character] ?? '');

type Attributes = Readonly<Record<string, string | number>>;

const element = (name: string, attributes: Attributes, content: readonly string[] = []): string => {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${xml(String(value))}"`)].join(' ');
  return content.length === 0 ? `<${head}/>` : `<${head}>\n${content.join('\n')}\n</${name}>`;
};

/** The report for CI systems that show tests: a suite a file, a case an exchange; only errors fail a case. */
export const junit: Format = (report) => {
  const { exchanges, notJudged, skipped, failed } = report.summary;
  const suites = [...byFile(report)].map(([file, judged]) => suite(file, judged));
  const counts = { tests: exchanges + notJudged + skipped, failures: failed, errors: 0 };
  const name = `${report.contract.name} ${report.contract.apiVersion}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name, ...counts }, suites)}\n`;
};

function byFile({ exchanges }: Report): Map<string, Judged[]> {
  const files = new Map<string, Judged[]>();
  for (const one of exchanges) {
    const judged = files.get(one.file) ?? [];
    files.set(one.file, judged);
    judged.push(one);
  }
  return files;
}

function suite(file: string, judged: readonly Judged[]): string {
  const failures = judged.filter(({ findings }) => findings.some(isError)).length;
  const skipped = judged.filter(({ kind }) => kind !== 'judged').length;
  return element('testsuite', { name: file, tests: judged.length, failures, errors: 0, skipped }, judged.map(testcase));
}

/** Names the case by its request; of one file an exchange can ask what another has asked. */
const nameOf = ({ request, exchange }: Judged): string =>
  request === undefined ? `exchange ${exchange}` : `${request}${exchange > 0 ? ` [${exchange}]` : ''}`;

function testcase(judged: Judged): string {
  const { file, exchange, kind, findings } = judged;
  const text = (finding: LocatedFinding): string =>
    xml(`${placeText({ ...finding, file, exchange })}: ${finding.rule}: ${findingText(finding)}`);
  const errors = findings.filter(isError);
  const warnings = findings.filter((finding) => !isError(finding));
  const [first] = errors;
  // One failure for all errors: of several, GitLab and Jenkins show one.
  return element('testcase', { classname: file, name: nameOf(judged), file }, [
    ...(kind === 'judged' ? [] : [element('skipped', {}, [why[kind]])]),
    ...(first ? [element('failure', { type: first.rule, message: first.message }, errors.map(text))] : []),
    ...(warnings.length > 0 ? [element('system-out', {}, warnings.map(text).map(noAttachment))] : []),
  ]);
}

const why = { skipped: 'another path or method', 'not judged': 'no contract of its API version' } as const;

/** GitLab and Jenkins read `[[ATTACHMENT|path]]` in the output of a test as a file to link. */
const noAttachment = (text: string): string => text.replaceAll('[[ATTACHMENT|', '[[ATTACHMENT |');

const isError = ({ severity }: LocatedFinding): boolean => severity === 'error';
