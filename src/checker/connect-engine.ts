import { EngineError } from '../client/engine-error.js';
import { type EngineIdentity, identifyEngine } from '../client/engine-identity.js';
import { findEngine } from '../client/find-engine.js';
import { getExchange } from '../client/get-exchange.js';
import type { OptionNames } from '../client/request-limits.js';
import { apiVersion as contractApiVersion } from '../contract/index.js';
import { createListTarget, limitDuration, type SendProbe } from '../probes/probes.js';
import { InputError } from '../recordings/input-error.js';
import { parseMinorVersion } from '../values/api-version.js';

/** How far one response may go. */
export interface ResponseLimits {
  /** In milliseconds. */
  readonly timeout: number;
  /** In bytes. */
  readonly maxBody: number;
}

/** The options of the command that allow more. */
const optionNames: OptionNames = { timeout: '--timeout SECONDS', maxBody: '--max-body BYTES' };

/** An engine that responds, with what it says of itself. */
export interface ConnectedEngine {
  readonly sendProbe: SendProbe;
  readonly identity: EngineIdentity;
  /** The API version of the probes, such as `1.49`. */
  readonly apiVersion: string;
}

/**
 * Finds the engine and asks it for its identity.
 *
 * @param host as `DOCKER_HOST` has it; `undefined` for the engine of the environment
 * @param apiVersion of the probes; `undefined` for 1.49, or for the engine's newest if that is older
 * @param limits of one response; all probes together may take thirty times its timeout
 * @throws InputError if no engine responds
 */
export async function connectEngine(
  host: string | undefined,
  apiVersion: string | undefined,
  limits: ResponseLimits,
): Promise<ConnectedEngine> {
  try {
    const engine = findEngine({ host });
    const sendGet = (path: string) => getExchange(engine, path, { ...limits, optionNames });
    const identity = await identifyEngine(sendGet);
    const version = apiVersion ?? chooseApiVersion(identity);
    const sendListRequest: SendProbe = (query) => sendGet(createListTarget(query, version));
    return {
      identity,
      apiVersion: version,
      sendProbe: limitDuration(sendListRequest, 30 * limits.timeout),
    };
  } catch (error) {
    throw toInputError(error);
  }
}

/** The version of record, or the engine's newest if that is older. An unknown version counts as newer. */
const chooseApiVersion = ({ apiVersion }: EngineIdentity): string =>
  parseMinorVersion(apiVersion) < parseMinorVersion(contractApiVersion) ? apiVersion : contractApiVersion;

/** An error of the client as InputError, in one line with what to do. Rethrows an internal error. */
export function toInputError(error: unknown): InputError {
  if (error instanceof InputError) return error;
  if (!(error instanceof EngineError)) throw error;
  return new InputError(`${error.message}. ${error.hint}`);
}
