/** `npm run docs [-- FOLDER]`: writes the pages to dist/docs or another folder, without a network. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readContent } from './docs/content/content.js';
import { createSite } from './docs/pages.js';

const root = join(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/docs'));
mkdirSync(folder, { recursive: true });

const files = await createSite(readContent());
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
