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

/** The recording with an undocumented member, a wrong type, and a null where none can be. */
export const spoiled = [
  ['/response/body/0/Extra', 1],
  ['/response/body/1/RepoTags', {}],
  ['/response/body/2/Id', null],
].reduce<unknown>((recording, [pointer, value]) => setAtPointer(recording, String(pointer), value), good);

const folder = mkdtempSync(join(tmpdir(), 'report-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** What `check` finds in a file of this text, under this name. */
export async function judge(file: string, content: unknown): Promise<ReportedExchange[]> {
  const path = join(folder, 'recording.json');
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`);
  const judged = await collectResults(checkFiles([path], expect.fail));
  return judged.map((one) => ({ ...one, file }));
}

export const report = (judged: readonly ReportedExchange[], engine?: EngineIdentity): Report =>
  createReport(contract, engine, judged);

/** The report of a spoiled recording, a good one, and one about another path. */
export const real = async (): Promise<Report> =>
  report([
    ...(await judge('./recordings/spoiled.json', spoiled)),
    ...(await judge('./recordings/good.json', good)),
    ...(await judge('./recordings/other.json', setAtPointer(good, '/request/path', '/v1.49/info'))),
  ]);

/** An exchange in which nothing was found. */
export const judgedAs = (kind: ReportedExchange['kind'], exchange = 0): ReportedExchange => ({
  file: 'all.ndjson',
  exchange,
  kind,
  apiVersion: kind === 'checked' ? '1.49' : undefined,
  images: undefined,
  findings: [],
  omitted: { error: 0, warning: 0 },
});

/** Characters that no format may let through: those that steer a terminal, turn text around or are not seen. */
export const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Texts that a format must neither let through raw nor be broken by. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'escape sequences': '\u001b[31mred\u001b]0;title\u0007\u009b2J',
  NUL: 'a\0b',
  'line ends': 'a\r\nb\nc\rd\u0085e\u2028f\u2029g',
  'a workflow command': '\n::error file=a,line=1::boo\n##[error]boo',
  'what escapes look like': '100%25 %0A %3A , : \\n \\u001b &amp; &#10;',
  'the end of CDATA': ']]></failure><!-- <![CDATA[',
  quotes: `'"<b>"'`,
  'half a surrogate pair': 'a\ud800b\udc00c',
  'no characters': 'a\ufffe\uffffb',
  'text turned around': '\u202eabc\u2066\u200f\u061c\u200b\ufeff',
  'an attachment': '[[ATTACHMENT|/etc/passwd]]',
  'a link': '[here](https://example.com) {0}',
  'a path': '../a b/#?c:d\\e',
};

/** A report in which everything that an engine or a file name can write is this text. */
export function hostile(text: string, { engine = false, frame }: { engine?: boolean; frame?: CodeFrame } = {}): Report {
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
  const judged = { ...judgedAs('checked'), file: text, request: text, findings };
  return report([judged, { ...judgedAs('skipped'), file: text, exchange: 1 }], engine ? identity : undefined);
}
