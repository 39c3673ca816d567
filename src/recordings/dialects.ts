import type { Dialect } from './dialect.js';
import { nock } from './nock.js';
import { postman } from './postman.js';
import { vcr } from './vcr.js';
import { wiremock } from './wiremock.js';

/** What is read beside recordings, HARs, lists of images and texts of curl. The first that fits counts. */
export const dialects: readonly Dialect[] = [vcr, wiremock, nock, postman];
