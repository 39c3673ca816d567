/**
 * The mock engine, which responds as Docker 28.5.2 does, with images that the caller gives, for tests of tools that list
 * images. What belongs here makes a response from a request; what an engine lists and accepts is known by `src/engine`.
 */
export { type MockEngine, type MockEngineOptions, mockEngine } from './mock-engine.js';
export { type MockServer, serve } from './serve.js';
