import { apiVersion } from '../contract/index.js';
import { attempt } from '../recordings/files.js';
import { writeWhole } from '../recordings/write.js';
import { type Judged, reportOf } from '../report/report.js';
import { visible } from '../values/show.js';
import { accept, baselineOf, readBaseline } from './baseline.js';
import { judgeFiles, type Notice } from './files.js';
import { type CheckOptions, checkOptions } from './options.js';
import { packageVersion } from './package.js';
import { counted, counting } from './progress.js';
import type { Terminal } from './terminal.js';

/** The command `check`; gives the exit status. */
export async function check(words: string[], terminal: Terminal): Promise<number> {
  const options = checkOptions(words);
  let unread = 0;
  const problem = (line: string): void => {
    unread++;
    // A file's name may hold what moves a cursor or begins a line.
    terminal.problem(visible(line));
  };
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const covering = options.coverage ? (await import('../contract/coverage.js')).coverer() : undefined;
  const { engine, judging } = await subject(options, problem, terminal, covering?.add);
  const found: Judged[] = [];
  for await (const one of judging) found.push(withSeverities(one, options));
  const { left: judged, said } = accept(found, baseline, unread === 0);
  for (const line of said) terminal.problem(visible(line));

  const contract = { name: 'docker-images-contract', version: packageVersion(), apiVersion };
  const report = { ...reportOf(contract, engine, judged), ...(covering && { coverage: covering.sum() }) };
  const colour = terminal.colour && options.output === undefined;
  print(options.format(report, { colour }), options.output, terminal);
  if (unread === 0 && report.summary.exchanges === 0) {
    problem(`nothing was judged: expected exchanges with GET /v${apiVersion}/images/json, found none`);
  }
  if (unread > 0) return 2;
  // Only a whole one: what could not be read might have known findings.
  if (options.writeBaseline !== undefined) print(baselineOf(found), options.writeBaseline, terminal);
  if (report.coverage && report.coverage.percent < options.minCoverage) return 1;
  if (options.writeBaseline !== undefined) return 0;
  return report.findings.some(({ severity }) => severity === 'error' || options.failOn === 'warning') ? 1 : 0;
}

/** What is judged: the answers of an engine, or what files hold. */
async function subject(
  { paths, host, timeout }: CheckOptions,
  problem: (line: string) => void,
  { progress }: Terminal,
  notice?: Notice,
) {
  if (host === undefined) return { engine: undefined, judging: counting(judgeFiles(paths, problem, notice), progress) };
  // Files are judged without loading the client.
  const [{ interviewee }, { judgeEngine }] = await Promise.all([import('./ask.js'), import('./live.js')]);
  const { identity, ask } = await interviewee(host, timeout);
  return { engine: identity, judging: judgeEngine({ identity, ask: counted(ask, progress) }, problem, notice) };
}

/** The findings with the severities that `--rule` asks for. */
const withSeverities = (judged: Judged, { changed }: CheckOptions): Judged => ({
  ...judged,
  findings: judged.findings.flatMap((finding) => {
    const severity = changed.get(finding.rule) ?? finding.severity;
    return severity === 'off' ? [] : [{ ...finding, severity }];
  }),
});

/** Writes the report, into a file only as a whole. */
function print(text: string, output: string | undefined, terminal: Terminal): void {
  if (output === undefined) terminal.out(text);
  else attempt(output, () => writeWhole(output, text));
}
