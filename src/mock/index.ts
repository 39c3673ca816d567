/** The mock engine: responds as Docker 28.5.2 does, from images of the caller, for tests of tools that list images. */

export {
  type MockEngine,
  type MockEngineOptions,
  mockEngine,
} from './mock-engine.js';
export { type MockServer, serve } from './serve.js';
