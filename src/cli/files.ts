import { judge, judgeList } from '../contract/check.js';
import { layouts } from '../recordings/layout.js';
import { place } from '../recordings/place.js';
import { recordingsIn } from '../recordings/recordings.js';
import { type Notice, type Raw, rawOf } from './judged.js';

/**
 * Judges all exchanges of files and folders, those that say no API version by `apiVersion`; what cannot be read is a
 * line for `problem`, and the rest goes on.
 */
export async function* judgeFiles(
  paths: readonly string[],
  problem: (line: string) => void,
  notice?: Notice,
  apiVersion?: string,
): AsyncGenerator<Raw> {
  for await (const recorded of recordingsIn(paths, ({ message }) => problem(message))) {
    const { exchange, file, index } = recorded;
    const judgement = recorded.layout === layouts.list ? judgeList(exchange, apiVersion) : judge(exchange, apiVersion);
    notice?.(exchange, judgement);
    const findings = await place(recorded, judgement.findings);
    yield rawOf({ file: file.name, exchange: index, findings }, exchange, judgement);
  }
}
