import { ask } from '../connection/ask.js';
import { defaultTimeout } from '../connection/call.js';
import { findEngine } from '../connection/engine.js';
import { EngineError } from '../connection/error.js';
import { type EngineIdentity, identify } from '../connection/identity.js';
import { apiVersion as ofRecord } from '../contract/index.js';
import { type Ask, pathOf, within } from '../interview/questions.js';
import { Problem } from '../recordings/problem.js';
import { minorOf } from '../values/version.js';
import type { Limits } from './limits.js';

/** An engine that answers, with what it says of itself. */
export interface Interviewee {
  readonly ask: Ask;
  readonly identity: EngineIdentity;
  /** The API version that it is asked at, such as `1.49`. */
  readonly apiVersion: string;
}

/**
 * Finds the engine and asks it what it is.
 *
 * @param host what `DOCKER_HOST` takes; without it `DOCKER_HOST`, else the local socket
 * @param apiVersion to ask at; without one 1.49, or the engine's newest when that is older
 * @param limits how far one answer may go; all questions together may take thirty times as long
 * @throws Problem when no engine answers there
 */
export async function interviewee(
  host: string | undefined,
  apiVersion: string | undefined,
  limits: Limits,
): Promise<Interviewee> {
  try {
    const engine = findEngine({ host });
    const get = (path: string) => ask(engine, path, limits);
    const identity = await identify(get);
    const at = apiVersion ?? spoken(identity);
    const list: Ask = (query) => get(pathOf(query, at));
    return { identity, apiVersion: at, ask: within(list, 30 * (limits.timeout ?? defaultTimeout)) };
  } catch (error) {
    throw new Problem(why(error));
  }
}

/** The version of record, or what an engine speaks that is older; one that does not say is asked at that of record. */
const spoken = ({ apiVersion }: EngineIdentity): string =>
  minorOf(apiVersion) < minorOf(ofRecord) ? apiVersion : ofRecord;

/** Why there is no answer, in one line, with what to do. */
export function why(error: unknown): string {
  if (!(error instanceof EngineError)) throw error;
  return `${error.message}. ${error.hint}`;
}
