import type { Part } from './part.js';
import { check } from './parts/check.js';
import { generate } from './parts/generate.js';
import { growth } from './parts/growth.js';
import { judging } from './parts/judging.js';
import { listImages } from './parts/list-images.js';
import { session } from './parts/session.js';
import { standIn } from './parts/stand-in.js';
import { start } from './parts/start.js';
import { types } from './parts/types.js';

/** What is measured, in the order of the report. */
export const table: readonly Part[] = [judging, check, growth, session, listImages, standIn, start, generate, types];
