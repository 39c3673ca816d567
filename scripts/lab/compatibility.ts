/**
 * `npm run compatibility`: writes test/recordings/compatibility.md: where the recorded Podmans differ from the contract. A test
 * compares it with the recordings.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkExchange, checkSession, type Exchange, rules } from '../../src/contract/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';

const folder = join(import.meta.dirname, '../../test/recordings');
const engines = ['podman-4.3.1', 'podman-5.8.6', 'podman-6.1.1'];

/** The number of responses of each engine with one kind of finding, and a probe that gets one. */
interface Difference {
  readonly rule: string;
  readonly place: string;
  readonly answers: Map<string, number>;
  readonly example: string;
}

/** Lists the differences of all engines, in the order of the rules, then of the places. */
export async function listDifferences(): Promise<Difference[]> {
  const found = new Map<string, Difference>();
  for (const engine of engines) {
    const answers: { exchange: Exchange; name: string }[] = [];
    for await (const { exchange, file } of readPaths([join(folder, engine)]))
      answers.push({ exchange, name: file.name });
    const together = checkSession(answers.map(({ exchange }) => exchange));
    for (const [index, { exchange, name }] of answers.entries()) {
      const all = [...checkExchange(exchange), ...together.filter((finding) => finding.exchange === index)];
      // A fault of a probe is no difference of the engine.
      const findings = all.filter(({ rule }) => !rule.startsWith('request/'));
      const places = new Map(findings.map(({ rule, pointer }) => [`${rule} ${toPattern(pointer)}`, { rule, pointer }]));
      for (const [key, { rule, pointer }] of places) {
        const example = name.slice(name.lastIndexOf('/') + 1).replace(/\.json(\.gz)?$/, '');
        const known = found.get(key) ?? { rule, place: toPattern(pointer), answers: new Map(), example };
        known.answers.set(engine, (known.answers.get(engine) ?? 0) + 1);
        found.set(key, known);
      }
    }
  }
  const order = rules.map(({ name }): string => name);
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.rule) - order.indexOf(b.rule) || (a.place < b.place ? -1 : 1),
  );
}

/** Replaces the indices of a pointer by `*`. */
const toPattern = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

/** Writes the report as Markdown. */
export async function writeReport(): Promise<string> {
  const rows = (await listDifferences()).map(({ rule, place, answers, example }) => {
    const counts = engines.map((engine) => answers.get(engine) ?? 0);
    return `| \`${rule}\` | ${place === '' ? '' : `\`${place}\``} | ${counts.join(' | ')} | \`${example}\` |`;
  });
  return [
    '# Where Podman differs from the contract',
    '',
    'How many answers of each podman have a finding, by rule and place, with a question that gets one; the recordings',
    'stand beside this file. `npx docker-images-contract explain RULE` says what a rule means. Made by',
    '`npm run compatibility`; do not edit. Which images are listed (`session/...`) is not checked of podman 4.3.1, whose list',
    'of all images breaks the schema.',
    '',
    `| rule | place | ${engines.map((engine) => engine.replace('-', ' ')).join(' | ')} | question |`,
    `|---|---|${engines.map(() => '---:|').join('')}---|`,
    ...rows,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(folder, 'compatibility.md'), await writeReport());
