import { ask } from '../connection/ask.js';
import { findEngine } from '../connection/engine.js';
import { EngineError } from '../connection/error.js';
import { type EngineIdentity, identify } from '../connection/identity.js';
import type { Ask } from '../interview/questions.js';
import { Problem } from '../recordings/problem.js';

/** An engine that answers, with what it says of itself. */
export interface Interviewee {
  readonly ask: Ask;
  readonly identity: EngineIdentity;
}

/**
 * Finds the engine and asks it what it is.
 *
 * @param host what `DOCKER_HOST` takes; without it `DOCKER_HOST`, else the local socket
 * @param timeout how long one answer may take, in milliseconds; without it the client's own limit
 * @throws Problem when no engine answers there
 */
export async function interviewee(host: string | undefined, timeout: number | undefined): Promise<Interviewee> {
  try {
    const engine = findEngine({ host });
    const asked: Ask = (path) => ask(engine, path, { timeout });
    return { ask: asked, identity: await identify(asked) };
  } catch (error) {
    throw new Problem(why(error));
  }
}

/** Why there is no answer, in one line, with what to do. */
export function why(error: unknown): string {
  if (!(error instanceof EngineError)) throw error;
  return `${error.message}. ${error.hint}`;
}
