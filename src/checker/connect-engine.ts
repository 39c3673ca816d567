import { EngineError } from '../client/engine-error.js';
import { type EngineIdentity, identifyEngine } from '../client/engine-identity.js';
import { findEngine } from '../client/find-engine.js';
import { getExchange } from '../client/get-exchange.js';
import { DEFAULT_TIMEOUT_MS, type OptionNames } from '../client/request-limits.js';
import { apiVersion as contractApiVersion } from '../contract/index.js';
import { createListTarget, limitDuration, type SendProbe } from '../probes/probes.js';
import { InputError } from '../recordings/input-error.js';
import { parseMinorVersion } from '../values/api-version.js';

/** How far one response may go; what is `undefined` has the client's default. */
export interface ResponseLimits {
  /** In milliseconds. */
  readonly timeout: number | undefined;
  /** In bytes. */
  readonly maxBody: number | undefined;
}

/** The options of the command that allow more. */
const optionNames: OptionNames = { timeout: '--timeout SECONDS', maxBody: '--max-body BYTES' };

/** An engine that answers, with what it says of itself. */
export interface ConnectedEngine {
  readonly sendProbe: SendProbe;
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
 * @throws InputError when no engine answers there
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
      sendProbe: limitDuration(sendListRequest, 30 * (limits.timeout ?? DEFAULT_TIMEOUT_MS)),
    };
  } catch (error) {
    throw new InputError(formatEngineError(error));
  }
}

/** The version of record, or what an engine speaks that is older; one that does not say is asked at that of record. */
const chooseApiVersion = ({ apiVersion }: EngineIdentity): string =>
  parseMinorVersion(apiVersion) < parseMinorVersion(contractApiVersion) ? apiVersion : contractApiVersion;

/** Why there is no answer, in one line, with what to do. */
export function formatEngineError(error: unknown): string {
  if (error instanceof InputError) return error.message;
  if (!(error instanceof EngineError)) throw error;
  return `${error.message}. ${error.hint}`;
}
