/** `npm run docs [-- FOLDER]`: the reference pages into dist/docs, or another folder. Nothing is asked for over a network. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { html } from './docs/html.js';
import { reference } from './docs/reference.js';

const root = join(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'dist/docs'));
mkdirSync(folder, { recursive: true });

const bundle = JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8'));
writeFileSync(join(folder, 'reference.html'), html(await reference(bundle)));

const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
const page = join(folder, 'index.html');
const words = [
  redocly,
  'build-docs',
  'generated/openapi.json',
  '--output',
  page,
  '--inlineBundle',
  '--template',
  'scripts/docs/redoc.hbs',
];
const { status, stdout, stderr } = spawnSync(process.execPath, words, {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
});
if (status !== 0) throw new Error(`redocly build-docs ended with ${status}: ${stdout}${stderr}`);

// Redoc asks a CDN for its logo: the template's policy forbids it, and an empty picture stands in its place.
const EMPTY = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(/https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g, EMPTY),
);
