import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { rules } from '../../src/contract/index.js';
import { formatJson } from '../../src/report/json.js';
import type { Report } from '../../src/report/report.js';
import { root } from '../cli/run.js';
import { checkContent, createHostileReport, createRealReport, hostileTexts, report as reportOf } from './reports.js';

const schema = JSON.parse(readFileSync(`${root}openapi/report.schema.json`, 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: true, allErrors: true }).compile(schema);

/** The parsed report, validated by the published schema. */
function parsed(report: Report) {
  const value = JSON.parse(formatJson(report, { colour: false }));
  validate(value);
  expect(validate.errors).toBeNull();
  return value;
}

test('a real report matches the schema', async () => {
  const report = await createRealReport();
  const { contract, summary, findings, ...rest } = parsed(report);
  expect(rest).toEqual({ remarks: [] });
  expect({ contract, summary }).toEqual({ contract: report.contract, summary: report.summary });
  expect(summary).toEqual({
    exchanges: 2,
    notChecked: 0,
    skipped: 1,
    refused: 0,
    failed: 1,
    errors: 2,
    warnings: 1,
    apiVersions: { '1.49': 2 },
    sessions: { checked: 0, notChecked: 0 },
  });
  expect(findings).toEqual(report.findings.map(({ frame: _, ...finding }) => finding));
});

test('a finding has its request if it is known', async () => {
  const [exchange] = await checkContent('list.json', [{ Id: 1 }]);
  const requests = parsed(await createRealReport()).findings.map(({ request }: { request?: string }) => request);
  expect(new Set(requests)).toEqual(new Set(['GET /v1.49/images/json?manifests=true']));
  const [finding] = parsed(reportOf(exchange ? [exchange] : [])).findings;
  expect(finding).toMatchObject({ file: 'list.json' });
  expect(finding).not.toHaveProperty('request');
});

test('engine and coverage are present if they were requested', async () => {
  const coverage = {
    covered: 1,
    total: 3,
    percent: 33.33,
    missing: ['ImageSummary.Labels: null', 'status: 404'],
    exercised: ['status 200'],
  };
  expect(parsed({ ...(await createRealReport()), coverage }).coverage).toEqual(coverage);
  const engine = { name: 'docker', version: '28.5.2', apiVersion: '1.51', minApiVersion: '1.24', store: 'overlay2' };
  const identity = { ...engine, host: 'not for reports' };
  expect(parsed({ ...(await createRealReport()), engine: identity }).engine).toEqual(engine);
});

test.each(Object.entries(hostileTexts))('%s parses to the same text', (_name, text) => {
  const { engine, findings } = parsed(createHostileReport(text, { engine: true }));
  expect(engine.name).toBe(text);
  expect(findings[0]).toMatchObject({ message: text, file: text, expected: text, actual: text });
});

test('the schema is strict and describes every property', () => {
  const objects: Record<string, unknown>[] = [];
  JSON.stringify(schema, (_key, value) => {
    if (value?.type === 'object') objects.push(value);
    return value;
  });
  for (const { additionalProperties, properties } of objects) {
    expect(additionalProperties).toBe(false);
    for (const property of Object.values(Object(properties))) expect(property).toHaveProperty('description');
  }
  expect(objects).toHaveLength(9);
  const names = new RegExp(schema.$defs.finding.properties.rule.pattern);
  expect(rules.filter(({ name }) => !names.test(name))).toEqual([]);
});
