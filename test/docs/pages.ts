import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, contentOf, type Inputs } from '../../scripts/docs/content/content.js';
import { readInputs } from '../../scripts/docs/content/inputs.js';
import { pagesOf } from '../../scripts/docs/pages.js';

/** The pages and what they are made of. */
export interface Made {
  readonly inputs: Inputs;
  readonly content: Content;
  readonly pages: Readonly<Record<string, string>>;
}

export async function makePages(): Promise<Made> {
  const inputs = await readInputs();
  return { inputs, content: contentOf(inputs), pages: await pagesOf(inputs) };
}

/** The pages in a folder of their own, and what removes it. */
export function written(pages: Made['pages']): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
