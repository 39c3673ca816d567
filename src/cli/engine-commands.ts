/**
 * The commands that talk to an engine or act as one. They are loaded together, when one of them is called: recordings are
 * checked without the client, and in one piece the code takes less room than in many.
 */
export { runWorker } from '../checker/worker-main.js';
export { runMock } from './commands/mock.js';
export { runProxy } from './commands/proxy.js';
export { runRecord } from './commands/record.js';
