import { expect, test } from 'vitest';
import { formatGithub } from '../../src/report/github.js';
import type { Report } from '../../src/report/report.js';
import { escapeControlCharacters } from '../../src/values/format-value.js';
import { createHostileReport, createRealReport, hostileTexts } from './reports.js';

const decode = (text: string): string =>
  ['%3A', '%2C', '%0D', '%0A', '%25'].reduce((rest, code) => rest.replaceAll(code, decodeURIComponent(code)), text);

/** Parses workflow commands as the runner does; other lines are the log. */
function parseCommands(text: string) {
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  const log = lines.filter((line) => !line.startsWith('::'));
  const read = lines
    .filter((line) => line.startsWith('::'))
    .map((line) => {
      const [, name, properties = '', message = ''] = /^::([a-z-]+) (.*?)::(.*)$/.exec(line) ?? [];
      const pairs = properties.split(',').map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), decode(pair.slice(at + 1))] as const;
      });
      return { name, message: decode(message), ...Object.fromEntries(pairs) };
    });
  return { log, read };
}

const of = (report: Report) => parseCommands(formatGithub(report, { colour: true }));

test('a finding is an annotation at its place, and the last line has the counts', async () => {
  const report = await createRealReport();
  const { log, read } = of(report);
  expect(read).toEqual(
    report.findings.map(({ severity, rule, message, pointer, line, column, request }) => ({
      name: severity,
      file: 'recordings/spoiled.json',
      line: String(line),
      col: String(column),
      title: rule,
      message: `${pointer}: ${message} (${request})`,
    })),
  );
  expect(log).toEqual([expect.stringContaining('2 exchanges checked')]);
});

test('a finding without a position has no line, and one without a file has its location in the message', async () => {
  const report = await createRealReport();
  const [first] = report.findings;
  if (!first) throw new Error('expected a finding');
  const noText = { ...first, pointer: '', message: 'm', request: undefined, line: 0, column: 0 };
  expect(of({ ...report, findings: [noText] }).read).toEqual([
    { name: first.severity, file: 'recordings/spoiled.json', title: first.rule, message: 'm' },
  ]);
  expect(of({ ...report, findings: [{ ...noText, file: '-', line: 2, column: 4 }] }).read).toEqual([
    { name: first.severity, title: first.rule, message: '-:2:4: m' },
  ]);
});

test.each(Object.entries(hostileTexts))('%s is data, not a command', (_name, text) => {
  const { log, read } = of(createHostileReport(text));
  expect(log).toHaveLength(1);
  expect(read.map(({ name }) => name)).toEqual(['error', 'warning']);
  expect(read[0]).toMatchObject({ file: escapeControlCharacters(text), line: '3', col: '5', title: 'response/schema' });
  expect(read[0]?.message).toContain(escapeControlCharacters(text));
});
