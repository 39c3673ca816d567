/** The thread in which `proxy` judges: nothing that passes waits for it, and what is too much for it ends it alone. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Listed } from '../proxy/conversation.js';
import { Problem } from '../recordings/problem.js';
import type { Said, Start } from './beside.js';
import { Folder } from './folder.js';
import { Overheard } from './overheard.js';

if (!parentPort) throw new Error('expected to run as a thread of the command');
const port = parentPort;
const say = (said: Said): void => port.postMessage(said);

async function* answers(): AsyncGenerator<Listed> {
  for await (const [message] of on(port, 'message')) {
    if (message === 'end') return;
    const { body } = message;
    // What was a Buffer comes as what it is made of.
    yield { ...message, body: Buffer.from(body.buffer, body.byteOffset, body.length) };
  }
}

async function judge({ out, engine, redact }: Start): Promise<void> {
  const folder = out === undefined ? undefined : new Folder(out, engine, redact);
  say({ kind: 'ready' });
  const overheard = new Overheard({
    folder,
    giveBack: (bytes) => say({ kind: 'room', bytes }),
    fault: (reason) => say({ kind: 'fault', reason }),
    remark: (line) => say({ kind: 'remark', line }),
  });
  for await (const found of overheard.judge(answers())) say({ kind: 'found', found });
  say({ kind: 'end', written: folder?.written ?? 0 });
}

/** What is no fault of ours is told; any other error ends the thread. */
const refuse = (error: unknown): void => {
  if (!(error instanceof Problem)) throw error;
  say({ kind: 'refused', why: error.message });
};

// Built as CommonJS, where nothing waits at the top.
void judge(workerData)
  .catch(refuse)
  .then(() => port.close());
