import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Draft04 from 'ajv-draft-04';
import { expect, test } from 'vitest';
import { rules } from '../../src/contract/index.js';
import type { Report } from '../../src/report/report.js';
import { formatSarif } from '../../src/report/sarif.js';
import { createHostileReport, createRealReport, hostileTexts, invisible, report as reportOf } from './reports.js';

// @microsoft/jest-sarif is installed for the SARIF schema that it contains.
const schemaFile = join(
  createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'),
  '../lib/schemas/sarif-2.1.0-rtm.5.json',
);
const uri = /^(?:[\w.~!$&'()*+,;=:@/?#-]|%[\dA-F]{2})*$/;
const validate = new Draft04.default({
  strict: false,
  // Some of its patterns are invalid with the `u` flag.
  unicodeRegExp: false,
  allErrors: true,
  formats: { uri, 'uri-reference': uri, 'date-time': true },
}).compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

/** The only run of the log, validated by the schema of SARIF. */
function run(report: Report) {
  const log = JSON.parse(formatSarif(report, { colour: true }));
  validate(log);
  expect(validate.errors).toBeNull();
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

test('a real report', async () => {
  const report = await createRealReport();
  const { tool, columnKind, results } = run(report);
  expect(columnKind).toBe('utf16CodeUnits');
  expect(tool.driver).toMatchObject({ name: 'docker-images-contract', version: '1.2.3' });
  expect(results).toHaveLength(report.findings.length);
  for (const [index, finding] of report.findings.entries()) {
    const result = results[index];
    expect(tool.driver.rules[result.ruleIndex].id).toBe(finding.rule);
    expect(result).toMatchObject({
      ruleId: finding.rule,
      level: finding.severity,
      message: { text: `${finding.pointer}: ${finding.message} (${finding.request})` },
      partialFingerprints: { 'contractFinding/v1': finding.fingerprint },
    });
    expect(result.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'recordings/spoiled.json' },
          region: { startLine: finding.line, startColumn: finding.column },
        },
      },
    ]);
  }
});

test('every rule has its help', () => {
  const { tool, results } = run(reportOf([]));
  expect(results).toEqual([]);
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ name }) => name));
  for (const [index, { severity, remedy }] of rules.entries()) {
    const { shortDescription, help, defaultConfiguration } = tool.driver.rules[index];
    expect(shortDescription.text).toMatch(/^[A-Z`].*\.$/);
    expect(help.text).toContain(remedy);
    expect(help.markdown).toContain(remedy);
    expect(defaultConfiguration).toEqual({ level: severity });
  }
});

test('a finding without text has no region, and one without a file no artifact', async () => {
  const report = await createRealReport();
  const [first] = report.findings;
  if (!first) throw new Error('expected a finding');
  const locate = (place: object) => run({ ...report, findings: [{ ...first, ...place }] }).results[0].locations;
  const nowhere = { line: 0, column: 0 };
  expect(locate({ ...nowhere, file: 'a.json' })).toEqual([
    { physicalLocation: { artifactLocation: { uri: 'a.json' } } },
  ]);
  expect(locate({ file: '-', line: 2, column: 3 })).toEqual([{ logicalLocations: [{ fullyQualifiedName: '-:2:3' }] }]);
  const engine = createHostileReport('e', { engine: true });
  expect(run(engine).results[0].locations).toEqual([{ logicalLocations: [{ fullyQualifiedName: 'e' }] }]);
});

test.each([
  ['a b/c.json', 'a%20b/c.json'],
  ['.//./x.json', 'x.json'],
  ['c:/#?%.json', 'c%3A/%23%3F%25.json'],
  ['//host/x.json', '/host/x.json'],
  ['\u00e9\ud800\n.json', '%C3%A9%EF%BF%BD%0A.json'],
  ['../x.json', '../x.json'],
])('the path %j is the URI %s', async (file, expected) => {
  const report = await createRealReport();
  const findings = report.findings.map((finding) => ({ ...finding, file }));
  expect(run({ ...report, findings }).results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(expected);
});

test.each(Object.entries(hostileTexts))('%s is valid SARIF', (_name, text) => {
  const { results } = run(createHostileReport(text));
  expect(results[0].properties).toMatchObject({ expected: text, actual: text });
  expect(results[0].message.text).not.toMatch(invisible);
  expect(results[0].message.text).not.toContain('](');
});
