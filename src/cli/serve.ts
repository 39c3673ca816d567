import { EngineError } from '../connection/error.js';
import { apiVersion, isImageList } from '../contract/index.js';
import { images as fixtures } from '../fixtures/index.js';
import type { ImageSummary } from '../index.js';
import { isWhole } from '../model/asked.js';
import { Problem } from '../recordings/problem.js';
import { recordingsIn } from '../recordings/recordings.js';
import { readRequest } from '../request/request.js';
import { serve as listen, standIn } from '../stand-in/index.js';
import { count } from '../values/show.js';
import { minorOf } from '../values/version.js';
import type { Terminal } from './terminal.js';
import { oneOf, optionsOnly, UsageError, wordsOf } from './usage.js';

const stores = ['containerd', 'graphdriver'] as const;

/** The command `serve`: listens until it is told to stop; gives the exit status. */
export async function serve(words: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = wordsOf('serve', words, {
    listen: { type: 'string' },
    from: { type: 'string' },
    store: { type: 'string' },
  });
  if (!values.listen) throw new UsageError('serve: expected --listen URL, found none');
  optionsOnly('serve', positionals);
  const store = values.store === undefined ? undefined : oneOf('serve: --store', values.store, stores);
  const images = values.from === undefined ? fixtures[store ?? 'containerd'] : await imagesFrom(values.from);
  const served = await listening(listen(standIn({ images, store }), values.listen), values.listen);
  const end = stopped();
  terminal.out(`${count(images.length, 'image')} on ${served.host}; end with Ctrl-C\n`);
  await end;
  await served.close();
  return 0;
}

/** The most telling whole list in recordings: that with manifests, where there is one. */
async function imagesFrom(path: string): Promise<readonly ImageSummary[]> {
  let best: readonly ImageSummary[] | undefined;
  let most = -1;
  for await (const { exchange, layout } of recordingsIn([path])) {
    const { status, body } = exchange.response;
    const request = layout.paths['/request/path'].length > 0 ? readRequest(exchange.request) : undefined;
    const minor = minorOf(request?.apiVersion ?? apiVersion);
    const whole = !request || isWhole({ ...request, minor });
    if (status !== 200 || !whole || !isImageList(body)) continue;
    const telling = Number(request?.manifests ?? false) + Number(request?.sharedSize ?? false);
    if (telling > most) [best, most] = [body, telling];
  }
  if (best) return best;
  throw new Problem(
    `${path}: expected a list of all images at API v1.43 or later, one with \`all\` true and no filter, found none`,
  );
}

/** What listens, or a Problem that says why nothing can at this host. */
export async function listening<T>(listen: Promise<T>, host: string): Promise<T> {
  try {
    return await listen;
  } catch (error) {
    if (error instanceof EngineError) throw new Problem(`${error.message}. ${error.hint}`);
    if (!(error instanceof Error && 'code' in error)) throw error;
    const inUse =
      error.code === 'EADDRINUSE'
        ? 'something is there already, perhaps an engine: remove it or take another'
        : error.message;
    throw new Problem(`--listen ${host}: ${inUse}`);
  }
}

/** Until the process is told to end. */
export const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
