import { judgeBody } from '../contract/body.js';
import { finding } from '../contract/finding.js';
import { checkExchange, type Exchange, type Finding, isJudged } from '../contract/index.js';
import { filesOf, type RecordingFile } from '../recordings/files.js';
import { layouts } from '../recordings/layout.js';
import { place } from '../recordings/place.js';
import { type Refuse, refused } from '../recordings/problem.js';
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
  const refuse: Refuse = ({ message }) => problem(message);
  for (const path of paths) {
    let files: readonly RecordingFile[] = [];
    try {
      files = filesOf(path, refuse);
    } catch (error) {
      refused(error, refuse);
    }
    for (const file of files) yield* judgeFile(file, refuse, notice);
  }
}

async function* judgeFile(file: RecordingFile, refuse: Refuse, notice?: Notice): AsyncGenerator<Judged> {
  try {
    for await (const recorded of read(file, refuse)) {
      const { exchange, index } = recorded;
      const found = recorded.layout === layouts.list ? checkList(exchange) : checkExchange(exchange);
      notice?.(exchange, found);
      const findings = await place(recorded, found);
      yield { file: file.name, exchange: index, judged: isJudged(exchange), findings };
    }
  } catch (error) {
    refused(error, refuse);
  }
}

/** Of a list to an unknown query only the schema can be asked. */
const checkList = (exchange: Exchange): Finding[] =>
  judgeBody(200, exchange.response.body).map((verdict) => finding(exchange, verdict));
