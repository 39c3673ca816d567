import { hostname, userInfo } from 'node:os';
import { engineName } from '../connection/identity.js';
import { whyNoPattern } from '../interview/patterns.js';
import { type Outcome, questionsFor } from '../interview/questions.js';
import { record as recordEngine } from '../interview/record.js';
import { redactor } from '../interview/redact.js';
import { prepare, write } from '../recordings/write.js';
import { visible } from '../values/show.js';
import { interviewee, why } from './ask.js';
import { limitsOf } from './limits.js';
import { counted } from './progress.js';
import type { Terminal } from './terminal.js';
import { optionsOnly, UsageError, wordsOf } from './usage.js';
import { versionOf } from './version.js';

/** What whoever gives recordings away must know. */
export const KEPT = `They keep what the engine says of its images: names of registries, and labels with
whatever is in them, such as tokens, e-mail and IP addresses. Redacted are user info
in URLs, and the names of this machine, its user and the engine's host. Look through
them before you share them; --redact PATTERN hides more.
`;

/** The command `record`; gives the exit status. */
export async function record(words: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = wordsOf('record', words, {
    out: { type: 'string' },
    host: { type: 'string' },
    'api-version': { type: 'string' },
    timeout: { type: 'string' },
    'max-body': { type: 'string' },
    redact: { type: 'string', multiple: true, default: [] },
  });
  const { out, host, redact } = values;
  const apiVersion = versionOf('record', values, false);
  const limits = limitsOf('record', values);
  if (!out) throw new UsageError('record: expected --out DIR, found none');
  optionsOnly('record', positionals);
  patternsOf('record', redact);
  const { identity: engine, ...found } = await interviewee(host, apiVersion, limits);
  const hiding = redactor([...placesHere(), engine.host], redact);
  const questions = await questionsFor(counted(found.ask, terminal.progress), hiding.text);
  prepare(
    out,
    questions.map(({ name }) => name),
  );
  const ask = counted(found.ask, terminal.progress, questions.length);
  let [written, failed] = [0, 0];
  for await (const outcome of recordEngine({ ask, engine, questions, redactor: hiding })) {
    const problem = writeDown(out, outcome);
    if (problem === undefined) written++;
    else {
      failed++;
      // It may hold what an engine says.
      terminal.problem(visible(`${outcome.question.name}: ${problem}`));
    }
  }
  terminal.out(`${written} recordings of ${visible(engineName(engine))} in ${visible(out)}\n${KEPT}`);
  return failed > 0 ? 2 : 0;
}

/** @throws UsageError on a pattern of `--redact` that is none */
export function patternsOf(verb: string, patterns: readonly string[]): readonly string[] {
  for (const pattern of patterns) {
    const expected = whyNoPattern(pattern);
    if (expected === undefined) continue;
    throw new UsageError(`${verb}: --redact: expected ${expected}, found ${JSON.stringify(pattern)}`);
  }
  return patterns;
}

/** Writes an answer to its file, or says why not; the earlier recording of a question without an answer stays. */
function writeDown(out: string, { question, exchange, error }: Outcome): string | undefined {
  if (!exchange) return why(error);
  try {
    write(out, question.name, exchange);
    return undefined;
  } catch (error) {
    // What JSON.stringify throws when the indented text is longer than a text can be, though the engine's is not.
    if (!(error instanceof RangeError)) throw error;
    return 'not written down, for the recording is longer than a text can be. Allow fewer bytes with --max-body.';
  }
}

/** The names of this machine and of its user; a user id in a container may have none. */
export function placesHere(): string[] {
  try {
    return [hostname(), userInfo().username];
  } catch {
    return [hostname()];
  }
}
