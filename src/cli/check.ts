import { renameSync, writeFileSync } from 'node:fs';
import { apiVersion } from '../contract/index.js';
import { attempt } from '../recordings/files.js';
import { type Judged, reportOf } from '../report/report.js';
import { judgeFiles } from './files.js';
import { type CheckOptions, checkOptions } from './options.js';
import { packageVersion } from './package.js';
import type { Terminal } from './terminal.js';

/** The command `check`; gives the exit status. */
export async function check(words: string[], terminal: Terminal): Promise<number> {
  const options = checkOptions(words);
  let unread = 0;
  const problem = (line: string): void => {
    unread++;
    terminal.problem(line);
  };
  const { engine, judging } = await subject(options, problem);
  const judged: Judged[] = [];
  for await (const one of judging) judged.push(withSeverities(one, options));

  const contract = { name: 'docker-images-contract', version: packageVersion(), apiVersion };
  const report = reportOf(contract, engine, judged);
  const colour = terminal.colour && options.output === undefined;
  print(options.format(report, { colour }), options.output, terminal);
  if (unread === 0 && report.summary.exchanges === 0) {
    problem(`nothing was judged: expected exchanges with GET /v${apiVersion}/images/json, found none`);
  }
  if (unread > 0) return 2;
  return report.findings.some(({ severity }) => severity === 'error' || options.failOn === 'warning') ? 1 : 0;
}

/** What is judged: the answers of an engine, or what files hold. */
async function subject({ paths, host, timeout }: CheckOptions, problem: (line: string) => void) {
  if (host === undefined) return { engine: undefined, judging: judgeFiles(paths, problem) };
  // Files are judged without loading the client.
  const [{ interviewee }, { judgeEngine }] = await Promise.all([import('./ask.js'), import('./live.js')]);
  const found = await interviewee(host, timeout);
  return { engine: found.identity, judging: judgeEngine(found, problem) };
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
