/** Where engines live on this machine. */

import { join, resolve } from 'node:path';
import type { Engine, Suite } from './table.js';

/** Trees and images; needs a real file system, for overlay does not stack on overlay. */
export const dataRoot = resolve(process.env.ENGINES_DATA ?? '/var/lib/docker-images-contract');
/** Sockets, pids and logs; a path to a socket holds 107 bytes at most. */
export const runRoot = resolve(process.env.ENGINES_RUN ?? '/run/docker-images-contract');

/** The files of one suite, shared by its engines. */
export const treeOf = (suite: Suite): string => join(dataRoot, 'trees', suite);
/** The images of one engine, and of its registry. */
export const dataOf = (engine: Engine): string => join(dataRoot, 'data', engine.name);
export const runOf = (engine: Engine): string => join(runRoot, engine.name);
export const logOf = (engine: Engine): string => join(runOf(engine), 'log');
export const socketOf = (engine: Engine): string => join(runOf(engine), 'engine.sock');
export const hostOf = (engine: Engine): string => `unix://${socketOf(engine)}`;

/** The same two folders as an engine sees them. */
export const inside = { run: '/run/engine', data: '/var/lib/engine' } as const;
/** The registry of each engine, on the loopback of its own network. */
export const registry = '127.0.0.1:5000';
