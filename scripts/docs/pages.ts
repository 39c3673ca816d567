import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import type { Content, Inputs } from './content/content.js';
import { contentOf } from './content/content.js';
import { explorerOf } from './content/explorer.js';
import { recordOf } from './content/versions.js';
import { checks } from './html/checks.js';
import { page } from './html/frame.js';
import { reference } from './html/reference.js';
import { llms, markdown } from './markdown.js';

const folder = import.meta.dirname;

/** The pages by file name, from what they are made of. */
export async function pagesOf(inputs: Inputs): Promise<Record<string, string>> {
  const content: Content = contentOf(inputs);
  const { engines, ...rest } = explorerOf(inputs.recorded, content.contracts);
  const style = await styleOf();
  const index = page({
    title: `List images: GET /images/json, Docker Engine API v${content.version}`,
    description: 'What Docker engines answer to GET /images/json: parameters, filters, members, errors, API versions.',
    style,
    body: reference(content, engines),
    script: await scriptOf(),
    data: { explorer: { engines, ...rest } },
  });
  const second = page({
    title: 'Checks and errata of GET /images/json, Docker Engine API',
    description:
      'The rules of the contract check, what it reads, where podman departs, and errata of the published description.',
    style,
    body: checks(content),
  });
  return {
    ...{ 'index.html': index, 'checks.html': second },
    ...{ 'reference.md': markdown(content), 'llms.txt': llms(content) },
    'compat.json': `${JSON.stringify(inputs.compat)}\n`,
    'openapi.json': `${JSON.stringify(recordOf(content.contracts, content.version).bundle, null, 2)}\n`,
  };
}

async function styleOf(): Promise<string> {
  const css = readFileSync(join(folder, 'html/style.css'), 'utf8');
  return (await transform(css, { loader: 'css', minify: true })).code.trim();
}

/** The script of the page with all that it needs of src/, which is pure. */
async function scriptOf(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'browser/main.ts')],
    ...{ bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', charset: 'utf8' },
    legalComments: 'none',
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  if (/<\/script|<!--/i.test(text)) throw new Error('scripts/docs/browser: its text would end the script element');
  return text;
}
