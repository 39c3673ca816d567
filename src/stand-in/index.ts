/** The stand-in: what Docker 28.5.2 answers, from images of the caller's; for tests of what lists images. */
export { type Served, serve } from './serve.js';
export { type StandIn, type StandInOptions, standIn } from './stand-in.js';
