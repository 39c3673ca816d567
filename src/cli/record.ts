import { parseArgs } from 'node:util';
import { engineName } from '../connection/identity.js';
import { questionsFor } from '../interview/questions.js';
import { record as recordEngine } from '../interview/record.js';
import { interviewee, why } from './ask.js';
import { milliseconds } from './options.js';
import { counted } from './progress.js';
import type { Terminal } from './terminal.js';
import { fromWords, UsageError } from './usage.js';

/** The command `record`; gives the exit status. */
export async function record(words: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = fromWords('record', () =>
    parseArgs({
      args: words,
      allowPositionals: true,
      options: { out: { type: 'string' }, host: { type: 'string' }, timeout: { type: 'string' } },
    }),
  );
  const { out, host } = values;
  const timeout = milliseconds('record', values.timeout);
  if (out === undefined) throw new UsageError('record: expected --out DIR, found none');
  if (positionals.length > 0) {
    throw new UsageError(`record: expected options only, found ${JSON.stringify(positionals[0])}`);
  }
  const { identity, ...found } = await interviewee(host, timeout);
  const ask = counted(found.ask, terminal.progress);
  const { written, failed } = await recordEngine({ ask, out, engine: identity, questions: await questionsFor(ask) });
  for (const { question, error } of failed) terminal.problem(`${question.name}: ${why(error)}`);
  terminal.out(`${written.length} recordings of ${engineName(identity)} in ${out}\n`);
  return failed.length > 0 ? 2 : 0;
}
