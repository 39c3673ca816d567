/** The stand-in where there is no Node: nothing can listen there. */
import type * as node from './index.js';

export { standIn } from './stand-in.js';

export const serve: typeof node.serve = () =>
  Promise.reject(new Error('serve: there are no sockets here; call the stand-in with a Request, or run it in Node'));
