import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { setAtPointer } from '../../scripts/set-at-pointer.js';
import { checkFiles } from '../../src/checker/check-files.js';
import { collectResults } from '../../src/checker/results.js';
import type { EngineIdentity } from '../../src/client/engine-identity.js';
import { type CodeFrame, createReport, type Report, type ReportedExchange } from '../../src/report/report.js';
import { root } from '../cli/run.js';

const contract = { name: 'docker-images-contract', version: '1.2.3', apiVersion: '1.49' };

/** A recording of a real engine, with every kind of manifest. */
export const good: unknown = JSON.parse(
  gunzipSync(readFileSync(`${root}test/recordings/docker-28.5.2-containerd/manifests.json.gz`)).toString(),
);

/** The recording with an undocumented property, a wrong type and a forbidden `null`. */
export const spoiled = [
  ['/response/body/0/Extra', 1],
  ['/response/body/1/RepoTags', {}],
  ['/response/body/2/Id', null],
].reduce<unknown>((recording, [pointer, value]) => setAtPointer(recording, String(pointer), value), good);

const folder = mkdtempSync(join(tmpdir(), 'report-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** The exchanges that `check` reads from a file with this content, reported under the given name. */
export async function checkContent(file: string, content: unknown): Promise<ReportedExchange[]> {
  const path = join(folder, 'recording.json');
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  const exchanges = await collectResults(checkFiles([path], expect.fail));
  return exchanges.map((exchange) => ({ ...exchange, file }));
}

export const report = (exchanges: readonly ReportedExchange[], engine?: EngineIdentity): Report =>
  createReport(contract, engine, exchanges);

/** The report of a spoiled recording, a good one, and one about another path. */
export const createRealReport = async (): Promise<Report> =>
  report([
    ...(await checkContent('./recordings/spoiled.json', spoiled)),
    ...(await checkContent('./recordings/good.json', good)),
    ...(await checkContent('./recordings/other.json', setAtPointer(good, '/request/path', '/v1.49/info'))),
  ]);

/** An exchange without findings. */
export const createExchange = (kind: ReportedExchange['kind'], exchange = 0): ReportedExchange => ({
  file: 'all.ndjson',
  exchange,
  kind,
  apiVersion: kind === 'checked' ? '1.49' : undefined,
  images: undefined,
  isRefused: false,
  findings: [],
  omitted: { error: 0, warning: 0 },
});

/** Characters that no format may print: they steer a terminal, reverse text or are invisible. */
export const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Texts that must not break a format, nor be printed without escapes. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'escape sequences': '\u001b[31mred\u001b]0;title\u0007\u009b2J',
  NUL: 'a\0b',
  'line ends': 'a\r\nb\nc\rd\u0085e\u2028f\u2029g',
  'a workflow command': '\n::error file=a,line=1::boo\n##[error]boo',
  'what escapes look like': '100%25 %0A %3A , : \\n \\u001b &amp; &#10;',
  'the end of CDATA': ']]></failure><!-- <![CDATA[',
  quotes: `'"<b>"'`,
  'lone surrogates': 'a\ud800b\udc00c',
  noncharacters: 'a\ufffe\uffffb',
  'reversed text': '\u202eabc\u2066\u200f\u061c\u200b\ufeff',
  'an attachment': '[[ATTACHMENT|/etc/passwd]]',
  'a link': '[here](https://example.com) {0}',
  'a path': '../a b/#?c:d\\e',
};

/** A report with this text wherever text from an engine or a file name is shown. */
export function createHostileReport(
  text: string,
  { engine = false, frame }: { engine?: boolean; frame?: CodeFrame } = {},
): Report {
  const identity = { name: text, version: text, apiVersion: text, minApiVersion: text, store: text, host: text };
  const finding = {
    severity: 'error',
    message: text,
    pointer: `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    schema: '',
    expected: text,
    actual: text,
    fingerprint: '0123456789abcdef',
    line: engine ? 0 : 3,
    column: engine ? 0 : 5,
    ...(frame && { frame }),
  } as const;
  const findings = [
    { ...finding, rule: 'response/schema' },
    { ...finding, rule: 'response/undocumented', severity: 'warning' },
  ] as const;
  const checked = { ...createExchange('checked'), file: text, request: text, findings };
  return report([checked, { ...createExchange('skipped'), file: text, exchange: 1 }], engine ? identity : undefined);
}
