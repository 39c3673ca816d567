import { ask } from '../connection/ask.js';
import { defaultTimeout } from '../connection/call.js';
import { findEngine } from '../connection/engine.js';
import { EngineError } from '../connection/error.js';
import { type EngineIdentity, identify } from '../connection/identity.js';
import { type Ask, within } from '../interview/questions.js';
import { Problem } from '../recordings/problem.js';
import type { Limits } from './limits.js';

/** An engine that answers, with what it says of itself. */
export interface Interviewee {
  readonly ask: Ask;
  readonly identity: EngineIdentity;
}

/**
 * Finds the engine and asks it what it is.
 *
 * @param host what `DOCKER_HOST` takes; without it `DOCKER_HOST`, else the local socket
 * @param limits how far one answer may go; all questions together may take thirty times as long
 * @throws Problem when no engine answers there
 */
export async function interviewee(host: string | undefined, limits: Limits): Promise<Interviewee> {
  try {
    const engine = findEngine({ host });
    const asked: Ask = (path) => ask(engine, path, limits);
    const identity = await identify(asked);
    return { identity, ask: within(asked, 30 * (limits.timeout ?? defaultTimeout)) };
  } catch (error) {
    throw new Problem(why(error));
  }
}

/** Why there is no answer, in one line, with what to do. */
export function why(error: unknown): string {
  if (!(error instanceof EngineError)) throw error;
  return `${error.message}. ${error.hint}`;
}
