import { checkExchange, isJudged } from '../contract/index.js';
import { filesOf, type RecordingFile } from '../recordings/files.js';
import { place } from '../recordings/place.js';
import { Problem } from '../recordings/problem.js';
import { read } from '../recordings/read.js';
import type { Judged } from '../report/report.js';

/** Judges all exchanges of files and folders; what cannot be read is a line for `problem`, and the rest goes on. */
export async function* judgeFiles(paths: readonly string[], problem: (line: string) => void): AsyncGenerator<Judged> {
  for (const path of paths) {
    const files: RecordingFile[] = [];
    try {
      files.push(...filesOf(path));
    } catch (error) {
      report(error, problem);
    }
    for (const file of files) yield* judgeFile(file, problem);
  }
}

async function* judgeFile(file: RecordingFile, problem: (line: string) => void): AsyncGenerator<Judged> {
  let exchange = 0;
  try {
    for await (const recorded of read(file)) {
      const judged = isJudged(recorded.exchange);
      const findings = await place(recorded, checkExchange(recorded.exchange));
      yield { file: file.name, exchange: exchange++, judged, findings };
    }
  } catch (error) {
    report(error, problem);
  }
}

function report(error: unknown, problem: (line: string) => void): void {
  if (!(error instanceof Problem)) throw error;
  problem(error.message);
}
