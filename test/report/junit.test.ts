import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { formatJunit } from '../../src/report/junit.js';
import type { Report } from '../../src/report/report.js';
import { escapeControlCharacters } from '../../src/values/format-value.js';
import { createExchange, createHostileReport, createRealReport, hostileTexts, report as reportOf } from './reports.js';

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');

const decode = (text: string): string =>
  Object.entries({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }).reduce(
    (rest, [name, character]) => rest.replaceAll(`&${name};`, character),
    text,
  );

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements in order and all text between them. The document must be valid by the schema of JUnit reports. */
async function parsed(report: Report) {
  const xml = formatJunit(report, { colour: true });
  expect((await validateXML({ xml, schema })).errors).toEqual([]);
  const elements = [...xml.matchAll(/<(\w[\w-]*)((?: \w+="[^"]*")*)\/?>/g)].map(
    ([, name = '', attributes = '']): Element => ({
      name,
      attributes: Object.fromEntries(
        [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decode(value)]),
      ),
    }),
  );
  const all = (wanted: string) => elements.filter(({ name }) => name === wanted).map(({ attributes }) => attributes);
  return { all, text: decode(xml.replace(/<[^>]*>/g, '')) };
}

test('an exchange is a case: errors fail it, warnings are its output, other requests are skipped', async () => {
  const report = await createRealReport();
  const { all, text } = await parsed(report);
  expect(all('testsuites')).toEqual([{ name: 'docker-images-contract 1.49', tests: '3', failures: '1', errors: '0' }]);
  const suites = all('testsuite').map(({ name, tests, failures, skipped }) => ({ name, tests, failures, skipped }));
  expect(suites).toEqual([
    { name: './recordings/spoiled.json', tests: '1', failures: '1', skipped: '0' },
    { name: './recordings/good.json', tests: '1', failures: '0', skipped: '0' },
    { name: './recordings/other.json', tests: '1', failures: '0', skipped: '1' },
  ]);
  const names = ['GET /v1.49/images/json?manifests=true', 'GET /v1.49/images/json?manifests=true', 'GET /v1.49/info'];
  expect(all('testcase')).toEqual(
    suites.map(({ name }, index) => ({ classname: name, name: names[index], file: name })),
  );
  const first = report.findings.find(({ severity }) => severity === 'error');
  expect(all('failure')).toEqual([{ type: first?.rule, message: first?.message }]);
  expect(all('system-out')).toHaveLength(1);
  for (const { rule, line, column, pointer, message } of report.findings) {
    expect(text).toContain(`./recordings/spoiled.json:${line}:${column}: ${rule}: ${pointer}: ${message}\n`);
  }
});

test('each count is that of the cases, whatever the summary counts beside them', async () => {
  const exchanges = [
    { ...createExchange('checked', 0), omitted: { error: 2, warning: 1 } },
    { ...createExchange('checked', 1), omitted: { error: 0, warning: 1 } },
    { ...createExchange('notChecked', 2), reason: 'its <coding>' },
    createExchange('notChecked', 3),
    createExchange('skipped', 4),
  ];
  const { summary, ...rest } = reportOf(exchanges);
  const { all, text } = await parsed({ ...rest, summary: { ...summary, skipped: 1000 } });
  for (const counts of [...all('testsuites'), ...all('testsuite')]) {
    expect(counts).toMatchObject({ tests: '5', failures: '1', errors: '0' });
  }
  expect(all('testsuite')).toMatchObject([{ skipped: '3' }]);
  for (const [name, count] of [
    ['testcase', 5],
    ['failure', 1],
    ['skipped', 3],
  ] as const)
    expect(all(name)).toHaveLength(count);
  expect(all('failure')).toEqual([{ type: 'omitted', message: '2 more errors counted and not listed' }]);
  expect(text).toContain('2 more errors counted and not listed');
  for (const reason of ['its <coding>', 'no contract of its API version', 'another path or method']) {
    expect(text).toContain(`\n${reason}\n`);
  }
});

test('cases of one file have unique names', async () => {
  const all = [0, 1, 2].map((exchange) => createExchange('checked', exchange));
  const exchanges = all.map((one) => (one.exchange === 2 ? one : { ...one, request: 'GET /v1.49/images/json' }));
  expect((await parsed(reportOf(exchanges))).all('testcase').map(({ name }) => name)).toEqual([
    'GET /v1.49/images/json',
    'GET /v1.49/images/json [1]',
    'exchange 2',
  ]);
});

test('many exchanges of one file are one suite', async () => {
  const exchanges = Array.from({ length: 10_000 }, (_, exchange) => createExchange('checked', exchange));
  const xml = formatJunit(reportOf(exchanges), { colour: false });
  expect(xml.match(/<testsuite /g)).toHaveLength(1);
  expect(xml.match(/<testcase [^>]*\/>/g)).toHaveLength(10_000);
});

test('a report without exchanges is valid', async () => {
  expect((await parsed(reportOf([]))).all('testsuite')).toEqual([]);
});

test.each(Object.entries(hostileTexts))('%s is well-formed and stays text', async (_name, text) => {
  const { all, text: content } = await parsed(createHostileReport(text));
  const shown = escapeControlCharacters(text).replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
  expect(all('testcase')[0]).toMatchObject({ classname: shown, file: shown });
  expect(all('failure')).toEqual([{ type: 'response/schema', message: shown }]);
  expect(all('system-out')).toHaveLength(1);
  expect(content.split('response/undocumented')[1]).not.toContain('[[ATTACHMENT|');
});
