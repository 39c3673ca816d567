import { hostname, userInfo } from 'node:os';
import { type EngineIdentity, engineName } from '../connection/identity.js';
import { write } from '../recordings/write.js';
import { type Ask, interview, type Question } from './questions.js';
import { redact } from './redact.js';

/** A question that an engine gave no whole answer to. */
export interface Unanswered {
  readonly question: Question;
  /** What `ask` threw. */
  readonly error: unknown;
}

/** What came of recording an engine. */
export interface Recording {
  /** The names of the files written, in the order of the questions. */
  readonly written: readonly string[];
  /** The questions without an answer; the earlier recording of such a one stays. */
  readonly failed: readonly Unanswered[];
}

/**
 * Asks an engine one question after another, and writes each answer to a file named after its question. What says
 * where it was made is redacted: the names of this machine, its user and the engine's host.
 *
 * @throws what the file system throws
 */
export async function record(options: {
  readonly ask: Ask;
  /** The folder to write to; made when it is not there. */
  readonly out: string;
  readonly engine: EngineIdentity;
  readonly questions: readonly Question[];
}): Promise<Recording> {
  const { ask, out, engine, questions } = options;
  const places = [...placesHere(), engine.host].flatMap((name) => [name, name.replace(/\..*/, '')]);
  const written: string[] = [];
  const failed: Unanswered[] = [];
  for await (const { question, exchange, error } of interview(ask, questions)) {
    if (!exchange) failed.push({ question, error });
    else written.push(write(out, question.name, redact({ ...exchange, engine: engineName(engine) }, places)));
  }
  return { written, failed };
}

/** The names of this machine and of its user; a user id in a container may have none. */
function placesHere(): string[] {
  try {
    return [hostname(), userInfo().username];
  } catch {
    return [hostname()];
  }
}
