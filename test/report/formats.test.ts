import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { formatGithub } from '../../src/report/github.js';
import { formatJson } from '../../src/report/json.js';
import { formatJunit } from '../../src/report/junit.js';
import { formatMarkdown } from '../../src/report/markdown.js';
import { formatPretty } from '../../src/report/pretty.js';
import { formatSarif } from '../../src/report/sarif.js';
import { run } from '../cli/run.js';
import { createHostileReport, createRealReport, hostileTexts, invisible, spoiled } from './reports.js';

const formats = Object.entries({
  pretty: formatPretty,
  json: formatJson,
  junit: formatJunit,
  sarif: formatSarif,
  github: formatGithub,
  markdown: formatMarkdown,
});

describe.each(formats)('%s', (_name, format) => {
  test('the same report gives the same bytes, and only `pretty` has colours', async () => {
    const once = format(await createRealReport(), { colour: false });
    expect(format(await createRealReport(), { colour: false })).toBe(once);
    if (format !== formatPretty) expect(format(await createRealReport(), { colour: true })).toBe(once);
    expect(once).toMatch(/[^\n]\n$/);
  });

  test.each(Object.entries(hostileTexts))('%s is printed with escapes only', (_name, text) => {
    for (const engine of [false, true]) {
      const lines = format(createHostileReport(text, { engine }), { colour: false }).split('\n');
      for (const line of lines) expect(line).not.toMatch(invisible);
    }
  });
});

describe('check --format', () => {
  const folder = mkdtempSync(join(tmpdir(), 'formats-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'r'));
  writeFileSync(join(folder, 'r/spoiled.json'), JSON.stringify(spoiled, null, 2));
  const check = (format: string, env: object = {}) => run(['check', '--format', format, 'r'], { cwd: folder, env });

  test.each([
    ['pretty', 'error response/schema: '],
    ['json', '{\n  "contract": {'],
    ['junit', '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites '],
    ['sarif', '{\n  "version": "2.1.0",\n  "$schema": '],
    ['github', '::error file=r/spoiled.json,line='],
    ['markdown', '## docker-images-contract\n'],
  ])('%s', (format, start) => {
    const { status, out, problems } = check(format);
    expect({ status, problems }).toEqual({ status: 1, problems: [] });
    expect(out.includes(start)).toBe(true);
    if (format !== 'github') expect(out.startsWith(start)).toBe(true);
    expect(out).not.toContain(folder);
    expect(check(format, { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', FORCE_COLOR: '1' }).out).toBe(out);
  });
});
