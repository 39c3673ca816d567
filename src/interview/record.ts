import { type EngineIdentity, engineName } from '../connection/identity.js';
import type { Exchange } from '../contract/index.js';
import { type Ask, interview, type Outcome, type Question } from './questions.js';
import { redact } from './redact.js';

/**
 * Asks an engine one question after another, and gives each answer as it can be written down under the question's name:
 * with the engine's name, and without what says where it was made, the engine's host and the given names.
 */
export async function* record(options: {
  readonly ask: Ask;
  readonly engine: EngineIdentity;
  readonly questions: readonly Question[];
  /** The names of this machine and its user. */
  readonly places: readonly string[];
}): AsyncGenerator<Outcome> {
  const { ask, engine, questions } = options;
  const places = [...options.places, engine.host].flatMap((name) => [name, name.replace(/\..*/, '')]);
  for await (const { question, exchange, error } of interview(ask, questions)) {
    yield exchange ? written(question, { ...exchange, engine: engineName(engine) }, places) : { question, error };
  }
}

function written(question: Question, exchange: Exchange, places: readonly string[]): Outcome {
  try {
    return { question, exchange: redact(exchange, places) };
  } catch (error) {
    return { question, error };
  }
}
