/** The mock engine without Node, where nothing can listen. */
import type * as node from './index.js';

export { mockEngine } from './mock-engine.js';

export const serve: typeof node.serve = () =>
  Promise.reject(new Error('serve: there are no sockets here; call the mock engine with a Request, or run it in Node'));
