import type { Served } from './serve.js';

/** What `serve` is where there is no Node: nothing can listen there. */
export const serve = (): Promise<Served> =>
  Promise.reject(new Error('serve: there are no sockets here; call the stand-in with a Request, or run it in Node'));
