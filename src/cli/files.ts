import { judgeBody } from '../contract/body.js';
import { finding } from '../contract/finding.js';
import { checkExchange, type Exchange, type Finding, isJudged } from '../contract/index.js';
import { filesOf, type RecordingFile } from '../recordings/files.js';
import { layouts } from '../recordings/layout.js';
import { place } from '../recordings/place.js';
import { Problem } from '../recordings/problem.js';
import { read } from '../recordings/read.js';
import type { Judged } from '../report/report.js';

/** Takes note of an exchange and of what was found in it. */
export type Notice = (exchange: Exchange, findings: readonly Finding[]) => void;

/** Judges all exchanges of files and folders; what cannot be read is a line for `problem`, and the rest goes on. */
export async function* judgeFiles(
  paths: readonly string[],
  problem: (line: string) => void,
  notice?: Notice,
): AsyncGenerator<Judged> {
  for (const path of paths) {
    const files: RecordingFile[] = [];
    try {
      files.push(...filesOf(path));
    } catch (error) {
      report(error, problem);
    }
    for (const file of files) yield* judgeFile(file, problem, notice);
  }
}

async function* judgeFile(
  file: RecordingFile,
  problem: (line: string) => void,
  notice?: Notice,
): AsyncGenerator<Judged> {
  try {
    for await (const recorded of read(file, (error) => report(error, problem))) {
      const { exchange, index } = recorded;
      const found = recorded.layout === layouts.list ? checkList(exchange) : checkExchange(exchange);
      notice?.(exchange, found);
      const findings = await place(recorded, found);
      yield { file: file.name, exchange: index, judged: isJudged(exchange), findings };
    }
  } catch (error) {
    report(error, problem);
  }
}

/** Of a list to an unknown query only the schema can be asked. */
const checkList = (exchange: Exchange): Finding[] =>
  judgeBody(200, exchange.response.body).map((verdict) => finding(exchange, verdict));

function report(error: unknown, problem: (line: string) => void): void {
  if (!(error instanceof Problem)) throw error;
  problem(error.message);
}
