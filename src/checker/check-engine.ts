import { type ExchangeCheckResult, runExchangeCheck } from '../contract/check-exchange.js';
import { collectFindings } from '../contract/collect-findings.js';
import type { Exchange } from '../contract/index.js';
import { getErrorMessage, parseBody } from '../contract/response-body.js';
import { unsupportedVersionMessage } from '../engine/allowed-statuses.js';
import { countProbes, createProbes, type OnProbe, sendProbes } from '../probes/probes.js';
import { type ConnectedEngine, toInputError } from './connect-engine.js';
import { createUnlocatedResult, type ExchangeResult, type OnChecked, type SessionResult } from './results.js';
import { SessionChecks } from './sessions.js';

/** Where the check of an engine reports what it does. */
interface EngineCheckObserver {
  /** Gets a line for each probe without a whole response. */
  readonly onError: (line: string) => void;
  readonly onRemark: (line: string) => void;
  readonly onProbe?: OnProbe;
  readonly onChecked?: OnChecked | undefined;
}

/**
 * Sends all probes to an engine and checks each response at once. A probe without a complete response is an error line,
 * and the others are sent all the same. An engine that does not serve the version gets no further probes.
 */
export async function* checkEngine(
  engine: ConnectedEngine,
  { onError, onRemark, onProbe = () => {}, onChecked }: EngineCheckObserver,
): AsyncGenerator<ExchangeResult | SessionResult> {
  const sessions = new SessionChecks();
  let hasListed = false;
  const probes = await createProbes(countProbes(engine.sendProbe, onProbe));
  const sendProbe = countProbes(engine.sendProbe, onProbe, probes.length);
  for await (const { probe, exchange, error } of sendProbes(sendProbe, probes)) {
    if (!exchange) {
      onError(`${probe.name}: ${toInputError(error).message}`);
      continue;
    }
    const isRejected = isVersionRejected(exchange);
    const checkResult = isRejected ? createVersionMismatch(exchange, engine) : runExchangeCheck(exchange);
    onChecked?.(exchange, checkResult);
    sessions.add('', { sessionName: probe.name, index: 0 }, exchange, checkResult);
    const result = createUnlocatedResult(probe.name, exchange, checkResult);
    hasListed ||= result.images !== undefined;
    yield result;
    if (isRejected) return;
  }
  // Without any list, the report says so.
  if (hasListed)
    yield* sessions.end((_, reason) => onRemark(`which images the engine lists was not judged: ${reason}`));
}

const isVersionRejected = ({ response }: Exchange): boolean =>
  response.status === 400 && unsupportedVersionMessage.test(getErrorMessage(parseBody(response)));

function createVersionMismatch(exchange: Exchange, { identity, apiVersion }: ConnectedEngine): ExchangeCheckResult {
  const actual = `API versions ${identity.minApiVersion} to ${identity.apiVersion}`;
  const message = `the engine serves ${actual}, not ${apiVersion}: nothing else was asked`;
  const draft = { rule: 'request/version', message, expected: `API version ${apiVersion}`, actual } as const;
  return { kind: 'notChecked', ...collectFindings(exchange.request, undefined, [draft]) };
}
