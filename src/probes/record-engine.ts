import { type EngineIdentity, formatEngineName } from '../client/engine-identity.js';
import type { Exchange } from '../contract/index.js';
import type { Redactor } from '../recordings/redact.js';
import { hashString } from '../values/hash-string.js';
import { getOwn } from '../values/pointer.js';
import { FIRST_FULL_LISTING, type Probe, type ProbeResult, type SendProbe, sendProbes } from './probes.js';

/**
 * Sends the probes to an engine and yields each exchange as it is recorded: with the name of the engine and the session, and
 * with request and response redacted.
 */
export async function* recordEngine(options: {
  readonly sendProbe: SendProbe;
  readonly engine: EngineIdentity;
  readonly probes: readonly Probe[];
  readonly redactor: Redactor;
}): AsyncGenerator<ProbeResult> {
  const { sendProbe, engine, probes, redactor } = options;
  let session: string | undefined;
  for await (const { probe, exchange, error } of sendProbes(sendProbe, probes)) {
    const result = exchange
      ? redactResult(probe, { ...exchange, engine: formatEngineName(engine) }, redactor)
      : { probe, error };
    if (probe.name === FIRST_FULL_LISTING && result.exchange) session = createSessionName(result.exchange);
    yield result.exchange && session !== undefined ? { probe, exchange: { ...result.exchange, session } } : result;
  }
}

/** A session's name, made from the engine and its images; `undefined` if the full listing is not a list of images. */
function createSessionName({ engine, response: { status, body } }: Exchange): string | undefined {
  if (status !== 200 || !Array.isArray(body)) return undefined;
  const images = body.map((image) =>
    JSON.stringify(['Id', 'RepoTags', 'RepoDigests', 'Labels'].map((name) => getOwn(image, name))),
  );
  return hashString(JSON.stringify([engine, images.sort()]));
}

function redactResult(probe: Probe, exchange: Exchange, redactor: Redactor): ProbeResult {
  const { request } = exchange;
  const { query, redactedQuery = query } = probe;
  const path = request.path.slice(0, request.path.length - query.length) + redactedQuery;
  try {
    return { probe, exchange: redactor.redactExchange({ ...exchange, request: { ...request, path } }) };
  } catch (error) {
    return { probe, error };
  }
}
