import { type EngineIdentity, engineName } from '../connection/identity.js';
import { hash } from '../contract/finding.js';
import type { Exchange } from '../contract/index.js';
import { child } from '../values/pointer.js';
import { type Ask, interview, type Outcome, type Question, WHOLE_BEFORE } from './questions.js';
import type { Redactor } from './redact.js';

/**
 * Asks an engine one question after another, and gives each answer as it can be written down under the question's name:
 * with the engine's name and the session, and redacted, the question as well.
 */
export async function* record(options: {
  readonly ask: Ask;
  readonly engine: EngineIdentity;
  readonly questions: readonly Question[];
  readonly redactor: Redactor;
}): AsyncGenerator<Outcome> {
  const { ask, engine, questions, redactor } = options;
  let session: string | undefined;
  for await (const { question, exchange, error } of interview(ask, questions)) {
    const outcome = exchange
      ? written(question, { ...exchange, engine: engineName(engine) }, redactor)
      : { question, error };
    if (question.name === WHOLE_BEFORE && outcome.exchange) session = sessionOf(outcome.exchange);
    yield outcome.exchange && session !== undefined
      ? { question, exchange: { ...outcome.exchange, session } }
      : outcome;
  }
}

/** A name for the engine and its images as they are now; `undefined` when the answer does not tell. */
function sessionOf({ engine, response: { status, body } }: Exchange): string | undefined {
  if (status !== 200 || !Array.isArray(body)) return undefined;
  const images = body.map((image) =>
    JSON.stringify(['Id', 'RepoTags', 'RepoDigests', 'Labels'].map((name) => child(image, name))),
  );
  return hash(JSON.stringify([engine, images.sort()]));
}

function written(question: Question, exchange: Exchange, redactor: Redactor): Outcome {
  const { request } = exchange;
  const { query, written = query } = question;
  const path = request.path.slice(0, request.path.length - query.length) + written;
  try {
    return { question, exchange: redactor.exchange({ ...exchange, request: { ...request, path } }) };
  } catch (error) {
    return { question, error };
  }
}
