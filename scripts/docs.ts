/** `npm run docs [-- FOLDER]`: the pages into dist/docs, or another folder. Nothing is asked for over a network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readInputs } from './docs/content/inputs.js';
import { pagesOf } from './docs/pages.js';

const root = join(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/docs'));
mkdirSync(folder, { recursive: true });

const pages = await pagesOf(await readInputs());
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
