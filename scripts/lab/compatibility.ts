/**
 * `npm run compatibility`: writes test/recordings/compatibility.md, in what the recorded podmans depart from the
 * contract. A test holds that it is what the recordings give.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkExchange, checkSession, type Exchange, rules } from '../../src/contract/index.js';
import { readPaths } from '../../src/recordings/read-paths.js';

const folder = join(import.meta.dirname, '../../test/recordings');
const engines = ['podman-4.3.1', 'podman-5.8.6', 'podman-6.1.1'];

/** How many answers of each engine have one kind of finding, and a question that gets one. */
interface Departure {
  readonly rule: string;
  readonly place: string;
  readonly answers: Map<string, number>;
  readonly example: string;
}

/** The departures of all engines, by rule in the order of the rules, and by place. */
export async function departures(): Promise<Departure[]> {
  const found = new Map<string, Departure>();
  for (const engine of engines) {
    const answers: { exchange: Exchange; name: string }[] = [];
    for await (const { exchange, file } of readPaths([join(folder, engine)]))
      answers.push({ exchange, name: file.name });
    const together = checkSession(answers.map(({ exchange }) => exchange));
    for (const [index, { exchange, name }] of answers.entries()) {
      const all = [...checkExchange(exchange), ...together.filter((finding) => finding.exchange === index)];
      // What is wrong with our own questions is no departure of the engine.
      const findings = all.filter(({ rule }) => !rule.startsWith('request/'));
      const places = new Map(findings.map(({ rule, pointer }) => [`${rule} ${general(pointer)}`, { rule, pointer }]));
      for (const [key, { rule, pointer }] of places) {
        const example = name.slice(name.lastIndexOf('/') + 1).replace(/\.json(\.gz)?$/, '');
        const known = found.get(key) ?? { rule, place: general(pointer), answers: new Map(), example };
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

/** A pointer with `*` for the indices of lists. */
const general = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*');

/** The report as Markdown. */
export async function compatibility(): Promise<string> {
  const rows = (await departures()).map(({ rule, place, answers, example }) => {
    const counts = engines.map((engine) => answers.get(engine) ?? 0);
    return `| \`${rule}\` | ${place === '' ? '' : `\`${place}\``} | ${counts.join(' | ')} | \`${example}\` |`;
  });
  return [
    '# Where podman departs from the contract',
    '',
    'How many answers of each podman have a finding, by rule and place, with a question that gets one; the recordings',
    'stand beside this file. `npx docker-images-contract explain RULE` says what a rule means. Made by',
    '`npm run compatibility`; do not edit. Which images are listed (`session/...`) is not judged of podman 4.3.1, whose list',
    'of all images breaks the schema.',
    '',
    `| rule | place | ${engines.map((engine) => engine.replace('-', ' ')).join(' | ')} | question |`,
    `|---|---|${engines.map(() => '---:|').join('')}---|`,
    ...rows,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(folder, 'compatibility.md'), await compatibility());
