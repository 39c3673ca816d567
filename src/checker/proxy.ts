import { rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createConnectionError, EngineError } from '../client/engine-error.js';
import { type EngineIdentity, identifyEngine } from '../client/engine-identity.js';
import { findEngine } from '../client/find-engine.js';
import { getExchange } from '../client/get-exchange.js';
import { BodyBudget, type TrafficListener } from '../proxy/http-observer.js';
import { listenOn, resolveListenAddress } from '../proxy/listen.js';
import { createProxyServer } from '../proxy/proxy-server.js';
import { checkTraffic, type TrafficObserver } from './check-traffic.js';
import { toInputError } from './connect-engine.js';
import { RecordingFolder } from './recording-folder.js';
import type { ExchangeResult, SessionResult } from './results.js';
import { TrackedSessions } from './sessions.js';

/** What is proxied, and where recordings go. */
export interface ProxyTask {
  /** Where to listen: `unix://PATH` or `tcp://HOST:PORT`. */
  readonly listen: string;
  /** The engine as `DOCKER_HOST` has it; that of the environment when `undefined`. */
  readonly host: string | undefined;
  /** Whether other machines may reach the address. */
  readonly allowPublic: boolean;
  /** How many bytes of bodies may wait for their check. */
  readonly maxBody: number;
  readonly outFolder: string | undefined;
  readonly redactPatterns: readonly string[];
}

/** A proxy that listens. */
export interface RunningProxy {
  /** The host that clients use. */
  readonly host: string;
  readonly engine: EngineIdentity;
  /** Whether a port now leads to an engine that only the permissions of a socket protected. */
  readonly isPortToSocket: boolean;
  /** The results of all list responses, until it is closed and everything is checked. */
  readonly results: AsyncIterable<ExchangeResult | SessionResult>;
  readonly countSkipped: () => number;
  readonly countSessions: () => number;
  readonly countWritten: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Forwards connections to an engine and checks the list responses that pass.
 *
 * @throws InputError if no engine responds, or the folder or the address cannot be used
 * @throws what `node:net` throws if it cannot listen, such as EADDRINUSE
 */
export async function startProxy(task: ProxyTask, { onError, onRemark }: TrafficObserver): Promise<RunningProxy> {
  const { listenAddress, endpoint, engine } = await resolveEnds(task);
  const folder =
    task.outFolder === undefined ? undefined : new RecordingFolder(task.outFolder, engine, task.redactPatterns);
  const budget = new BodyBudget(task.maxBody);
  // The budget limits what waits in here.
  const responses = new Readable({ objectMode: true, read: () => {} });
  let skippedCount = 0;
  const onObserved: TrafficListener = (observed) => {
    if ('reason' in observed || observed.body) responses.push(observed);
    else skippedCount++;
  };
  const sessions = new TrackedSessions();
  const server = createProxyServer(endpoint, onObserved, budget, (error) =>
    onRemark(createConnectionError(error, endpoint.host, undefined).message),
  );
  const host = await listenOn(server.tcpServer, listenAddress, endpoint);
  const { bindAddress } = listenAddress;
  // The socket goes too if the process ends in another way.
  const removeSocket = (): void => {
    if ('path' in bindAddress) rmSync(bindAddress.path, { force: true });
  };
  process.once('exit', removeSocket);
  return {
    host,
    engine,
    isPortToSocket: 'port' in bindAddress && 'socketPath' in endpoint.address,
    results: checkTraffic(responses, (bytes) => budget.release(bytes), folder, { onError, onRemark }, sessions),
    countSessions: () => sessions.checkedCount,
    countSkipped: () => skippedCount,
    countWritten: () => folder?.writtenCount ?? 0,
    close: async () => {
      await server.close();
      process.off('exit', removeSocket);
      responses.push(null);
    },
  };
}

/** Finds the address to listen at, and an engine that responds. */
async function resolveEnds({ host, listen, allowPublic }: ProxyTask) {
  try {
    const listenAddress = await resolveListenAddress(listen, allowPublic);
    const endpoint = findEngine({ host });
    if (endpoint.prefix !== '') {
      const hint =
        'Requests pass as they are: name the engine without it, and let DOCKER_HOST of the client end in it.';
      throw new EngineError(`${endpoint.host}: expected a host without a path, found ${endpoint.prefix}`, { hint });
    }
    return { listenAddress, endpoint, engine: await identifyEngine((path) => getExchange(endpoint, path)) };
  } catch (error) {
    throw toInputError(error);
  }
}
