import { type ExchangeCheckResult, runExchangeCheck } from '../contract/check-exchange.js';
import { collectFindings } from '../contract/collect-findings.js';
import type { Exchange } from '../contract/index.js';
import { getErrorMessage, parseBody } from '../contract/response-body.js';
import { LISTS_DIFFER, SessionChecker, type SessionResponse, summarizeForSession } from '../contract/session.js';
import { unsupportedVersionMessage } from '../engine/allowed-statuses.js';
import { countProbes, createProbes, type OnProbe, type Probe, sendProbes } from '../probes/probes.js';
import { type ConnectedEngine, toInputError } from './connect-engine.js';
import { createUnlocatedResult, type ExchangeResult, type OnChecked, type SessionResult } from './results.js';
import { TrackedSessions } from './sessions.js';

/** Where the check of an engine reports what it does. */
interface EngineCheckObserver {
  /** Gets a line for each probe without a whole response. */
  readonly onError: (line: string) => void;
  /** Is called for the responses as one session, with a line for each reason why some were not checked. */
  readonly onSession: (remark?: string) => void;
  readonly onProbe?: OnProbe;
  readonly onChecked?: OnChecked | undefined;
}

/** How many probes are sent between two full listings, and how often if the images change meanwhile. */
const GROUP_SIZE = 40;
const MAX_ATTEMPTS = 3;

/**
 * Sends all probes to an engine and checks each response. The full listing is repeated between groups of probes; a group is
 * sent again if the images changed meanwhile. A probe without a complete response is an error line, and the others are sent
 * all the same. An engine that does not serve the version gets no further probes.
 */
export async function* checkEngine(
  engine: ConnectedEngine,
  observer: EngineCheckObserver,
): AsyncGenerator<ExchangeResult | SessionResult> {
  const { onSession, onProbe = () => {} } = observer;
  const groups = createGroups(await createProbes(countProbes(engine.sendProbe, onProbe)));
  const sendProbe = countProbes(engine.sendProbe, onProbe, groups.flat().length);
  const sessions = new TrackedSessions();
  let clock = 0;
  let listing: SessionResponse | undefined;
  const obstacles = new Set<string>();
  let hasListed = false;
  for (const group of groups) {
    let checked: CheckedProbe[] = [];
    let obstacle: string | undefined;
    const ended: SessionResult[] = [];
    for (let attempt = 0; attempt === 0 || (attempt < MAX_ATTEMPTS && obstacle === LISTS_DIFFER); attempt++) {
      checked = await checkGroup({ ...engine, sendProbe }, group, observer);
      for (const { result, response } of checked) {
        if (!response) continue;
        const tracked = { name: result.file, response, startedAt: ++clock, endedAt: ++clock };
        ended.push(...sessions.add(tracked).ended);
      }
      obstacle = findObstacle([listing, ...checked.map(({ response }) => response)]);
      listing = checked.at(-1)?.response;
    }
    yield* checked.map(({ result }) => result);
    yield* ended;
    if (checked.some(({ isRejected }) => isRejected)) return;
    // Without any list, the report says so.
    hasListed ||= checked.some(({ result }) => result.images !== undefined);
    if (hasListed && obstacle !== undefined) obstacles.add(obstacle);
  }
  for (const obstacle of obstacles) onSession(`which images the engine lists was not checked: ${obstacle}`);
  if (hasListed && obstacles.size === 0) onSession();
  yield* sessions.end();
}

/** The first full listing, and the other probes in groups that end in one, as all probes do. */
function createGroups([first, ...probes]: readonly Probe[]): (readonly Probe[])[] {
  if (!first) return [];
  const groups: (readonly Probe[])[] = [[first]];
  for (let start = 0; start < probes.length; start += GROUP_SIZE) {
    const group = probes.slice(start, start + GROUP_SIZE);
    const isLast = start + GROUP_SIZE >= probes.length;
    groups.push(isLast ? group : [...group, { ...first, name: `whole-${groups.length}` }]);
  }
  return groups;
}

/** A probe with its checked response. */
interface CheckedProbe {
  readonly result: ExchangeResult;
  readonly response: SessionResponse | undefined;
  readonly isRejected: boolean;
}

async function checkGroup(
  engine: ConnectedEngine,
  group: readonly Probe[],
  { onError, onChecked }: EngineCheckObserver,
): Promise<CheckedProbe[]> {
  const checked: CheckedProbe[] = [];
  for await (const { probe, exchange, error } of sendProbes(engine.sendProbe, group)) {
    if (!exchange) {
      onError(`${probe.name}: ${toInputError(error).message}`);
      continue;
    }
    const isRejected = isVersionRejected(exchange);
    const checkResult = isRejected ? createVersionMismatch(exchange, engine) : runExchangeCheck(exchange);
    onChecked?.(exchange, checkResult);
    const result = createUnlocatedResult(probe.name, exchange, checkResult);
    checked.push({ result, response: summarizeForSession(exchange, checkResult), isRejected });
    if (isRejected) break;
  }
  return checked;
}

/** Why responses in their order are no session. */
function findObstacle(responses: readonly (SessionResponse | undefined)[]): string | undefined {
  const checker = new SessionChecker();
  for (const [index, response] of responses.entries()) checker.add(index, response);
  return checker.findObstacle();
}

const isVersionRejected = ({ response }: Exchange): boolean =>
  response.status === 400 && unsupportedVersionMessage.test(getErrorMessage(parseBody(response)));

function createVersionMismatch(exchange: Exchange, { identity, apiVersion }: ConnectedEngine): ExchangeCheckResult {
  const actual = `API versions ${identity.minApiVersion} to ${identity.apiVersion}`;
  const message = `the engine serves ${actual}, not ${apiVersion}: nothing else was asked`;
  const draft = { rule: 'request/version', message, expected: `API version ${apiVersion}`, actual } as const;
  return { kind: 'notChecked', ...collectFindings(exchange.request, undefined, [draft]) };
}
