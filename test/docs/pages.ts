import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, readContent } from '../../scripts/docs/content/content.js';
import { createSite } from '../../scripts/docs/pages.js';

/** The files of the site, and what they are made of. */
export interface Made {
  readonly content: Content;
  readonly pages: Readonly<Record<string, string>>;
}

export async function makePages(): Promise<Made> {
  const content = readContent();
  return { content, pages: await createSite(content) };
}

/** Writes the site to a folder of its own. */
export function writeSite(pages: Made['pages']): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
