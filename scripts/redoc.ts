/**
 * `npm run docs:redoc [-- FILE]`: the bundle as a page of Redoc's, dist/docs/redoc.html, for those who want one. It asks
 * for nothing over a network, and opens on the operation. What neither its options nor the template mend, in Redoc 2.5:
 * contrast of some texts, the order of headings, labels and landmarks; "No request payload" over half the width; and
 * seconds until it shows on a slow machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const page = resolve(process.argv[2] ?? join(root, 'dist/docs/redoc.html'));
mkdirSync(dirname(page), { recursive: true });

const words = ['generated/openapi.json', '--output', page, '--inlineBundle', '--template', 'scripts/docs/redoc.hbs'];
const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
const { status, stdout, stderr } = spawnSync(process.execPath, [redocly, 'build-docs', ...words], {
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
