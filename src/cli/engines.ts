/*
 * What speaks with engines or for one, loaded in one piece when it is asked for: files are judged without it, and in many
 * pieces the same code is a larger package.
 */
export { interviewee } from './ask.js';
export { judgeEngine } from './live.js';
export { overhear } from './overhearing.js';
export { proxy } from './proxy.js';
export { record } from './record.js';
export { serve } from './serve.js';
