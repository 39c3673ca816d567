import { readFileSync, realpathSync } from 'node:fs';
import { coverageOf } from '../contract/coverage.js';
import { weakly } from '../contract/version.js';
import { attempt } from '../recordings/files.js';
import { Problem } from '../recordings/problem.js';
import { isReport, type Said, whyNoReport } from '../report/read.js';
import type { PlacedFinding, Report } from '../report/report.js';
import { child } from '../values/pointer.js';
import { show } from '../values/show.js';
import { minorOf } from '../values/version.js';
import { MOST_LISTED } from './judged.js';

type Contract = Report['contract'];

/** What one JSON report says. */
interface Part {
  readonly file: string;
  readonly said: Said;
}

/**
 * Of JSON reports, each about some files, the report of one run over all these files, in the order of the reports. A file
 * and a session each lie in one of them.
 *
 * @param covering whether there has to be coverage
 * @throws Problem on what is no such report, on one of another version, and on a report or a file that is there twice
 */
export function merged(files: readonly string[], contract: Contract, covering: boolean): Report {
  const parts = files.map((file): Part => ({ file, said: read(file, contract) }));
  refuseTwice(parts);
  const uncovered = parts.find(({ said }) => !said.coverage);
  const isCovered = parts.some(({ said }) => said.coverage);
  if (uncovered && (covering || isCovered)) {
    throw new Problem(`${uncovered.file}: expected coverage, as of \`check --coverage\`, found none`);
  }
  const exercised = parts.flatMap(({ said }) => said.coverage?.exercised ?? []);
  const summary = sumOf(parts.map(({ said }) => said.summary));
  const evidence = [...weakly].filter(([version]) => version in summary.apiVersions);
  return {
    contract: { ...contract, ...(evidence.length > 0 && { evidence: Object.fromEntries(evidence) }) },
    engine: undefined,
    summary,
    findings: listed(parts.flatMap(({ said }) => said.findings)),
    exchanges: [],
    ...(isCovered && { coverage: coverageOf(exercised) }),
  };
}

function read(file: string, { name, version }: Contract): Said {
  const report = parsed(file);
  const made = child(report, 'contract');
  if (child(made, 'name') === name && child(made, 'version') !== version) {
    const found = show(child(made, 'version'));
    throw new Problem(`${file}: expected a report of version ${show(version)}, found ${found}: check its files again`);
  }
  if (child(report, 'engine') !== undefined) {
    throw new Problem(`${file}: expected a report about files, found one about an engine: record its answers first`);
  }
  if (child(made, 'name') === name && isReport(report)) return report;
  const member = whyNoReport(report) ?? 'contract';
  const place = member === '' ? '' : `, found another JSON at \`${member}\``;
  throw new Problem(`${file}: expected a report as --format json makes it${place}`);
}

function parsed(file: string): unknown {
  const text = attempt(file, () => readFileSync(file, 'utf8'));
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(`${file}: expected a report as --format json makes it, found no JSON`);
  }
}

/** Of two reports without a finding nobody can tell whether they are about the same files. */
function refuseTwice(parts: readonly Part[]): void {
  const reports = new Map<string, string>();
  const subjects = new Map<string, string>();
  for (const { file, said } of parts) {
    const real = attempt(file, () => realpathSync(file));
    if (reports.has(real)) throw new Problem(`${file}: expected each report once, found it twice`);
    reports.set(real, file);
    for (const subject of new Set(said.findings.map((finding) => finding.file))) {
      const other = subjects.get(subject);
      if (other !== undefined) {
        throw new Problem(`${file}: expected each file in one report, found ${show(subject)} in ${other} too`);
      }
      subjects.set(subject, file);
    }
  }
}

type Summary = Report['summary'];

/** The counts of all parts. */
function sumOf(parts: readonly Summary[]): Summary {
  const total = (name: keyof Omit<Summary, 'apiVersions'>): number => parts.reduce((sum, part) => sum + part[name], 0);
  const counts = new Map<string, number>();
  for (const [version, count] of parts.flatMap(({ apiVersions }) => Object.entries(apiVersions))) {
    counts.set(version, (counts.get(version) ?? 0) + count);
  }
  return {
    exchanges: total('exchanges'),
    notJudged: total('notJudged'),
    skipped: total('skipped'),
    failed: total('failed'),
    errors: total('errors'),
    warnings: total('warnings'),
    apiVersions: Object.fromEntries([...counts].sort((a, b) => minorOf(a[0]) - minorOf(b[0]))),
  };
}

/** No more than one run lists: first what exchanges are found to break, then sessions, which it judges at their end. */
function listed(all: readonly PlacedFinding[]): readonly PlacedFinding[] {
  if (all.length <= MOST_LISTED) return all;
  const isOfSession = ({ rule }: PlacedFinding): boolean => rule.startsWith('session/');
  const kept = new Set([...all.filter((one) => !isOfSession(one)), ...all.filter(isOfSession)].slice(0, MOST_LISTED));
  return all.filter((one) => kept.has(one));
}
