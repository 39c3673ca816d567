import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a declaration imports another, without the ending. */
const SPECIFIER = /(?<=\b(?:from|import\() ?')(\.[\w./-]+)\.js(?=')/g;

/**
 * The declarations as CommonJS, which is what Node runs and both kinds of modules can import: of each CommonJS entry
 * `NAME.d.ts` becomes `NAME.d.cts`, with all that it imports. What no entry needs goes.
 */
export function declarations(dist: string): void {
  const names = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => join(dist, name));
  const entries = names.filter((name) => /[\\/](?:index|jest)\.cjs$/.test(name) && name !== join(dist, 'index.cjs'));
  const texts = new Map<string, string>();
  const open = [...entries];
  for (let file = open.pop(); file; file = open.pop()) {
    // What stands in generated/ is there in both forms.
    if (texts.has(file) || !file.startsWith(dist) || !existsSync(declared(file))) continue;
    const text = readFileSync(declared(file), 'utf8').replace(SPECIFIER, '$1.cjs');
    texts.set(file, text);
    for (const [, path = ''] of text.matchAll(/'(\.[\w./-]+\.cjs)'/g)) open.push(join(dirname(file), path));
  }
  for (const name of names.filter((name) => /\.d\.ts$/.test(name) && !STAY.test(name))) rmSync(name);
  for (const [file, text] of texts) writeFileSync(file.replace(/\.cjs$/, '.d.cts'), text);
}

/** The types entry has two declarations of its own; what Vitest runs is an ES module only. */
const STAY = /(?:dist[\\/]index|matchers[\\/]vitest)\.d\.ts$/;

const declared = (file: string): string => file.replace(/\.cjs$/, '.d.ts');
