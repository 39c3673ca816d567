/**
 * `npm run bench`: medians of several runs, each beside bare node or the same work without us, in turns, so that a busy
 * machine slows both alike. Nothing in the tests depends on these figures.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkExchange, type Exchange } from '../src/contract/index.js';

const root = join(import.meta.dirname, '..');
const recording = 'test/recordings/docker-28.5.2-containerd/manifests.json.gz';

const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const node =
  (...words: string[]) =>
  (): void => {
    const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8', env });
    // 1 is that the peer found something.
    if (status === null || status > 1) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr}`);
  };

/** A list of so many images with their manifests, as text: a real answer repeated, newest first, each with ids and names of its own. */
function manyImages(count: number): string {
  const { response } = JSON.parse(gunzipSync(readFileSync(join(root, recording))).toString());
  const images: string[] = Array.from({ length: count }, (_, index) => {
    const image = response.body[Math.floor((index * response.body.length) / count)];
    const name = (text: string) => (text.startsWith('sha256:') ? text : text.replace(/(?=[:@]|$)/, `-${index}`));
    const names = { RepoTags: image.RepoTags.map(name), RepoDigests: image.RepoDigests.map(name) };
    // The only manifest of an image has its id.
    return JSON.stringify({ ...image, ...names }).replaceAll(image.Id, `sha256:${String(index).padStart(64, '0')}`);
  });
  return `[${images.join(',')}]`;
}

const text = manyImages(10_000);
const judge = (body: unknown): void => {
  const request = { method: 'GET', path: '/v1.49/images/json?manifests=true' };
  const findings = checkExchange({ request, response: { status: 200, body } });
  if (findings.length > 0) throw new Error('a real answer is found fault with');
};

/** Docker's longer answers as exchanges, so often repeated, as lines and as HAR entries: about 25 kB each. */
const longer = ['containerd', 'overlay2'].flatMap((store) => {
  const folder = join(root, `test/recordings/docker-28.5.2-${store}`);
  const texts = readdirSync(folder).flatMap((name) =>
    name.endsWith('.gz') ? [gunzipSync(readFileSync(join(folder, name))).toString()] : [],
  );
  return texts.map((text): Exchange => JSON.parse(text)).filter((one) => JSON.stringify(one).length > 3500);
});
const repeated = (count: number): Exchange[] =>
  Array.from({ length: count }, (_, index) => longer[index % longer.length] as Exchange); // the index is in range
const entry = ({ request, response }: Exchange) => ({
  startedDateTime: '2026-01-01T00:00:00.000Z',
  request: {
    method: request.method,
    url: `http://localhost${request.path}`,
    headers: [],
    queryString: [],
    cookies: [],
  },
  response: {
    status: response.status,
    headers: Object.entries(response.headers ?? {}).map(([name, value]) => ({ name, value: String(value) })),
    cookies: [],
    content: { size: 1, mimeType: 'application/json', text: response.bodyText ?? JSON.stringify(response.body) },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const [ndjson, har] = [join(folder, 'exchanges.ndjson'), join(folder, 'exchanges.har')];
for (let block = 0; block < 10; block++) {
  appendFileSync(
    ndjson,
    repeated(1000)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );
}
writeFileSync(har, JSON.stringify({ log: { version: '1.2', entries: repeated(420).map(entry) } }));

const check = (path: string): string[] => ['dist/cli/main.js', 'check', path];
const drift = [
  'node_modules/@redocly/cli/bin/cli.js',
  'drift',
  '--api',
  'generated/openapi.json',
  '--match-mode',
  'basepath',
  har,
];
const parseLines = [
  '-e',
  `for (const line of fs.readFileSync('${ndjson}', 'utf8').split('\\n')) if (line) JSON.parse(line)`,
];

/** What is measured, and what beside it. */
const pairs: readonly (readonly [name: string, ours: () => void, beside: string, theirs: () => void, runs: number])[] =
  [
    ['generate', node('--import', 'tsx', 'scripts/generate.ts', '--check'), 'node -e 0', node('-e', '0'), 5],
    [
      'import of the validators',
      node('--input-type=module', '-e', "await import('./generated/validators.js')"),
      'of nothing',
      node('--input-type=module', '-e', '0'),
      21,
    ],
    ['check of one recording', node('dist/cli/main.js', 'check', recording), 'node -e 0', node('-e', '0'), 21],
    ['check of 10,000 exchanges', node(...check(ndjson)), 'read and parse their lines', node(...parseLines), 5],
    ['check of a HAR of 420', node(...check(har)), 'redocly drift', node(...drift), 5],
    ['parse and judge 10,000 images', () => judge(JSON.parse(text)), 'parse them', () => void JSON.parse(text), 11],
  ];

const milliseconds = (act: () => void): number => {
  const start = performance.now();
  act();
  return performance.now() - start;
};
const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

for (const [name, ours, beside, theirs, runs] of pairs) {
  for (const warm of [ours, theirs]) warm();
  const times = Array.from({ length: runs }, () => [milliseconds(ours), milliseconds(theirs)] as const);
  const [own, other] = [median(times.map(([time]) => time)), median(times.map(([, time]) => time))];
  const ratio = median(times.map(([a, b]) => a / b));
  console.log(
    `${name}: ${own.toFixed(0)} ms, ${beside}: ${other.toFixed(0)} ms, difference ${(own - other).toFixed(1)} ms, ratio ${ratio.toFixed(2)} (medians of ${runs})`,
  );
}

/** The most memory that a process took, in MB, as it says itself when it ends. */
function peak(words: readonly string[]): number {
  const say =
    "data:text/javascript,process.on('exit',()=>fs.writeSync(2,'\\n'+process.resourceUsage().maxRSS));import fs from 'node:fs'";
  const { stderr } = spawnSync(process.execPath, ['--import', say, ...words], { cwd: root, encoding: 'utf8', env });
  return Number(stderr.slice(stderr.lastIndexOf('\n'))) / 1024;
}
for (const [name, words] of Object.entries({
  'check of 10,000 exchanges': check(ndjson),
  'check of a HAR of 420': check(har),
  'redocly drift': drift,
})) {
  console.log(`${name}: at most ${peak(words).toFixed(0)} MB`);
}
