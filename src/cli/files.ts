import { judge, judgeList } from '../contract/check.js';
import { filesOf, type RecordingFile } from '../recordings/files.js';
import { layouts } from '../recordings/layout.js';
import { place } from '../recordings/place.js';
import { type Refuse, refused } from '../recordings/problem.js';
import { read } from '../recordings/read.js';
import { type Notice, type Raw, rawOf } from './judged.js';

/** Judges all exchanges of files and folders; what cannot be read is a line for `problem`, and the rest goes on. */
export async function* judgeFiles(
  paths: readonly string[],
  problem: (line: string) => void,
  notice?: Notice,
): AsyncGenerator<Raw> {
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

async function* judgeFile(file: RecordingFile, refuse: Refuse, notice?: Notice): AsyncGenerator<Raw> {
  try {
    for await (const recorded of read(file, refuse)) {
      const { exchange, index } = recorded;
      const judgement = recorded.layout === layouts.list ? judgeList(exchange) : judge(exchange);
      notice?.(exchange, judgement);
      const findings = await place(recorded, judgement.findings);
      yield rawOf({ file: file.name, exchange: index, findings }, exchange, judgement);
    }
  } catch (error) {
    refused(error, refuse);
  }
}
