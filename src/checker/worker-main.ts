import { on } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { ObservedListResponse } from '../proxy/http-observer.js';
import { InputError } from '../recordings/input-error.js';
import { TrafficChecker } from './check-traffic.js';
import type { WorkerMessage, WorkerOptions } from './check-worker.js';
import { RecordingFolder } from './recording-folder.js';

/** What the thread of `proxy` does: it judges, so that nothing that passes waits for it, and what is too much ends it alone. */
export async function runWorker(): Promise<void> {
  if (!parentPort) throw new Error('expected to run as a thread of the command');
  const port = parentPort;
  const send = (message: WorkerMessage): void => port.postMessage(message);
  try {
    await checkResponses(workerData, port, send);
  } catch (error) {
    // Any other is a fault of ours, and ends the thread.
    if (!(error instanceof InputError)) throw error;
    send({ kind: 'rejected', reason: error.message });
  }
  port.close();
}

async function checkResponses(
  { outFolder, engine, redactPatterns }: WorkerOptions,
  port: MessagePort,
  send: (message: WorkerMessage) => void,
): Promise<void> {
  const folder = outFolder === undefined ? undefined : new RecordingFolder(outFolder, engine, redactPatterns);
  send({ kind: 'ready' });
  const checker = new TrafficChecker({
    folder,
    release: (bytes) => send({ kind: 'released', bytes }),
    onError: (reason) => send({ kind: 'fault', reason }),
    onRemark: (line) => send({ kind: 'remark', remark: line }),
  });
  for await (const result of checker.check(receiveResponses(port))) send({ kind: 'result', result });
  send({ kind: 'end', writtenCount: folder?.writtenCount ?? 0 });
}

async function* receiveResponses(port: MessagePort): AsyncGenerator<ObservedListResponse> {
  for await (const [message] of on(port, 'message')) {
    if (message === 'end') return;
    const { body } = message;
    // What was a Buffer comes as what it is made of.
    yield { ...message, body: Buffer.from(body.buffer, body.byteOffset, body.length) };
  }
}
