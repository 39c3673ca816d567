import { on } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Listed } from '../proxy/conversation.js';
import { Problem } from '../recordings/problem.js';
import type { Said, Start } from './beside.js';
import { Folder } from './folder.js';
import { Overheard } from './overheard.js';

/** What the thread of `proxy` does: it judges, so that nothing that passes waits for it, and what is too much ends it alone. */
export async function overhear(): Promise<void> {
  if (!parentPort) throw new Error('expected to run as a thread of the command');
  const port = parentPort;
  const say = (said: Said): void => port.postMessage(said);
  try {
    await judge(workerData, port, say);
  } catch (error) {
    // Any other is a fault of ours, and ends the thread.
    if (!(error instanceof Problem)) throw error;
    say({ kind: 'refused', why: error.message });
  }
  port.close();
}

async function judge({ out, engine, redact }: Start, port: MessagePort, say: (said: Said) => void): Promise<void> {
  const folder = out === undefined ? undefined : new Folder(out, engine, redact);
  say({ kind: 'ready' });
  const overheard = new Overheard({
    folder,
    giveBack: (bytes) => say({ kind: 'room', bytes }),
    fault: (reason) => say({ kind: 'fault', reason }),
    remark: (line) => say({ kind: 'remark', line }),
  });
  for await (const found of overheard.judge(answers(port))) say({ kind: 'found', found });
  say({ kind: 'end', written: folder?.written ?? 0 });
}

async function* answers(port: MessagePort): AsyncGenerator<Listed> {
  for await (const [message] of on(port, 'message')) {
    if (message === 'end') return;
    const { body } = message;
    // What was a Buffer comes as what it is made of.
    yield { ...message, body: Buffer.from(body.buffer, body.byteOffset, body.length) };
  }
}
