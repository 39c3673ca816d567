import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { writeBuilder, writeVersionChoice } from './builder.js';
import { checksPage } from './content/checks.js';
import type { Content } from './content/content.js';
import { createExplorer } from './content/explorer.js';
import { referencePage } from './content/reference.js';
import { writePage } from './frame.js';
import { writeMarkdown } from './markdown.js';
import { html } from './template.js';

const folder = import.meta.dirname;

/** All files of the site, by name. */
export async function createSite(content: Content): Promise<Record<string, string>> {
  const [reference, checks] = [referencePage(content), checksPage(content)];
  const pages = [reference, checks];
  const explorer = createExplorer(content.recordings);
  const style = await readStyle();
  return {
    'index.html': writePage(reference, {
      ...{ style, pages },
      title: `List images: GET /images/json, Docker Engine API v${content.version}`,
      description:
        'What Docker engines answer to GET /images/json: parameters, filters, members, errors, API versions.',
      above: html`<p>GET <code>/v<span id="shown-version">${content.version}</span>/images/json</code></p>\n`,
      controls: writeVersionChoice(content),
      beside: writeBuilder(content, explorer.engines),
      script: await bundleScript(),
      data: { explorer },
    }),
    'checks.html': writePage(checks, {
      ...{ style, pages },
      title: 'Checks and errata of GET /images/json, Docker Engine API',
      description:
        'The rules of the contract check, what it reads, where Podman differs, and errata of the published description.',
    }),
    'reference.md': writeMarkdown(pages),
    'llms.txt': writeLlmsText(content),
    'compat.json': `${JSON.stringify(content.compat)}\n`,
    'openapi.json': `${JSON.stringify(content.bundle, null, 2)}\n`,
  };
}

async function readStyle(): Promise<string> {
  const css = readFileSync(join(folder, 'style.css'), 'utf8');
  return (await transform(css, { loader: 'css', minify: true })).code.trim();
}

/** The script of the reference page with the modules of src/ that it needs. */
async function bundleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'browser/main.ts')],
    ...{ bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', charset: 'utf8' },
    legalComments: 'none',
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  if (/<\/script|<!--/i.test(text)) throw new Error('scripts/docs/browser: its text would end the script element');
  return text;
}

/** `llms.txt`: the files of the site, for language models and other readers of text. */
const writeLlmsText = ({ version, versions, recordings }: Content): string => `# docker-images-contract

> The contract of one endpoint of the Docker Engine API, GET /images/json, at API versions ${versions[0]} to ${versions.at(-1)}, as engines really answer it: proven on ${recordings.length} recorded answers.

- [Reference](reference.md): every parameter, filter, member, header, status, error message, rule and erratum, in Markdown
- [Reference as a page](index.html): the same, with a request builder
- [Checks and errata as a page](checks.html): rules, formats, errata

## Data

- [OpenAPI 3.1 of API ${version}](openapi.json)
- [What engines do, by version, with the proof](compat.json)
`;
