import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { apiVersion, checkExchange, isJudged, rules, type Severity } from '../contract/index.js';
import { attempt, filesOf, type RecordingFile } from '../recordings/files.js';
import { place } from '../recordings/place.js';
import { Problem } from '../recordings/problem.js';
import { read } from '../recordings/read.js';
import { json } from '../report/json.js';
import { pretty } from '../report/pretty.js';
import type { Format, PlacedFinding, Report } from '../report/report.js';
import { packageVersion } from './package.js';
import type { Terminal } from './terminal.js';
import { fromWords, UsageError } from './usage.js';

const formats: Readonly<Record<string, Format>> = { pretty, json };
const severities = ['off', 'warning', 'error'] as const;

interface Options {
  readonly format: Format;
  readonly output: string | undefined;
  readonly failOn: Severity;
  /** The severities that `--rule` changes. */
  readonly changed: ReadonlyMap<string, (typeof severities)[number]>;
}

/** The command `check`; gives the exit status. */
export async function check(words: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parse(words);
  const options = optionsOf(values);
  if (positionals.length === 0) throw new UsageError('check: expected at least one PATH, found none');

  const { files, failures } = await listed(positionals);
  const judged = await judge(files, options, failures);
  for (const failure of failures) terminal.problem(failure);
  print(options.format(judged, { colour: terminal.colour && options.output === undefined }), options.output, terminal);
  if (failures.length > 0) return 2;
  if (judged.summary.exchanges === 0) {
    terminal.problem(`nothing was judged: expected exchanges with GET /v${apiVersion}/images/json, found none`);
    return 2;
  }
  return judged.findings.some(({ severity }) => severity === 'error' || options.failOn === 'warning') ? 1 : 0;
}

const parse = (words: string[]) =>
  fromWords('check', () =>
    parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        output: { type: 'string' },
        'fail-on': { type: 'string', default: 'error' },
        rule: { type: 'string', multiple: true, default: [] },
      },
    }),
  );

function optionsOf(values: ReturnType<typeof parse>['values']): Options {
  const oneOf = <T extends string>(option: string, value: string, allowed: readonly T[]): T => {
    const found = allowed.find((word) => word === value);
    if (found === undefined) {
      throw new UsageError(`check: ${option}: expected one of ${allowed.join(', ')}, found ${JSON.stringify(value)}`);
    }
    return found;
  };
  const names = rules.map(({ name }) => name);
  const changed = values.rule.map((word) => {
    const [name = '', severity = ''] = word.split('=', 2);
    return [oneOf('--rule', name, names), oneOf(`--rule ${name}`, severity, severities)] as const;
  });
  return {
    format: formats[oneOf('--format', values.format, Object.keys(formats))] ?? pretty,
    output: values.output,
    failOn: oneOf('--fail-on', values['fail-on'], ['error', 'warning']),
    changed: new Map(changed),
  };
}

/** The files of all PATHs, and a line for each PATH that has none. */
async function listed(paths: readonly string[]): Promise<{ files: RecordingFile[]; failures: string[] }> {
  const files: RecordingFile[] = [];
  const failures: string[] = [];
  for (const path of paths) {
    await collect(failures, () => {
      files.push(...filesOf(path));
    });
  }
  return { files, failures };
}

/** Runs `act`; a Problem becomes a line in `failures`, so that the rest is still judged. */
async function collect(failures: string[], act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    failures.push(error.message);
  }
}

async function judge(files: readonly RecordingFile[], { changed }: Options, failures: string[]): Promise<Report> {
  const findings: PlacedFinding[] = [];
  let exchanges = 0;
  let skipped = 0;
  let failed = 0;
  const judgeFile = async (file: RecordingFile): Promise<void> => {
    let index = 0;
    for await (const recorded of read(file)) {
      const exchange = index++;
      if (!isJudged(recorded.exchange)) {
        skipped++;
        continue;
      }
      exchanges++;
      const found = checkExchange(recorded.exchange).flatMap((finding) => {
        const severity = changed.get(finding.rule) ?? finding.severity;
        return severity === 'off' ? [] : [{ ...finding, severity }];
      });
      if (found.some(({ severity }) => severity === 'error')) failed++;
      findings.push(...(await place(recorded, found)).map((placed) => ({ ...placed, file: file.name, exchange })));
    }
  };
  for (const file of files) await collect(failures, () => judgeFile(file));
  const count = (wanted: Severity): number => findings.filter(({ severity }) => severity === wanted).length;
  return {
    contract: { name: 'docker-images-contract', version: packageVersion(), apiVersion },
    summary: { exchanges, skipped, failed, errors: count('error'), warnings: count('warning') },
    findings: findings.sort(byPlace),
  };
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: PlacedFinding, b: PlacedFinding): number =>
  compare(a.file, b.file) || a.exchange - b.exchange || a.line - b.line || compare(a.rule, b.rule);

/** Writes the report, into a file only as a whole. */
function print(text: string, output: string | undefined, terminal: Terminal): void {
  if (output === undefined) {
    terminal.out(text);
    return;
  }
  attempt(output, () => {
    const draft = `${output}.${process.pid}.tmp`;
    writeFileSync(draft, text);
    renameSync(draft, output);
  });
}
