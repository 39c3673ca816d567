/*
 * The commands that need the client or the mock engine. They are one chunk of the built command, loaded when one of them
 * is called: recordings are checked without it.
 */
export { runMock } from './commands/mock.js';
export { runProxy } from './commands/proxy.js';
export { runRecord } from './commands/record.js';
