import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { LintError } from './bundle.js';
import { type Files, filesOf, pageOf } from './files.js';
import { lock } from './lock.js';
import { readSources } from './sources.js';

/** The project that is generated for, and where the command speaks. */
export interface Place {
  readonly root: string;
  readonly out: (text: string) => void;
  readonly problem: (text: string) => void;
}

/** The command `generate`; gives the exit status. */
export async function generate(words: readonly string[], place: Place): Promise<number> {
  if (words.length > 1 || (words[0] ?? '--check') !== '--check') {
    place.problem(`generate: unknown option ${JSON.stringify(words.join(' '))}; it takes --check or nothing\n`);
    return 2;
  }
  try {
    return await (words.length === 0 ? make(place) : check(place));
  } catch (error) {
    place.problem(`${error instanceof LintError ? error.message : inspect(error)}\n`);
    return 1;
  }
}

async function make({ root }: Place): Promise<number> {
  // The page is made by code that needs the other files.
  for await (const files of stages(root)) write(root, files);
  return 0;
}

async function check({ root, out, problem }: Place): Promise<number> {
  let fresh: Files = {};
  for await (const files of stages(root)) fresh = files;
  const patch = difference(committed(root), fresh);
  out(patch);
  if (patch)
    problem('generate: what is committed is not what the fragment gives; run `npm run generate` and commit it\n');
  return patch ? 1 : 0;
}

/** What is made of the bundle alone; then all, with the page and the hashes. */
async function* stages(root: string): AsyncGenerator<Files> {
  const sources = await readSources(root);
  const files = await filesOf(sources);
  yield files;
  const all = { ...files, ...(await pageOf(files)) };
  // What stands in the lock file is made, and package.json is so in part.
  const { 'package.json': _, ...made } = all;
  yield { ...all, 'generated/lock.json': lock(sources, made) };
}

function write(root: string, files: Files): void {
  rmSync(join(root, 'generated'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** What is there of all that is made. */
function committed(root: string): Files {
  const names = readdirSync(join(root, 'generated'), { recursive: true, encoding: 'utf8' })
    .map((name) => `generated/${name.replaceAll('\\', '/')}`)
    .filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries([...names, 'package.json'].map((name) => [name, readFileSync(join(root, name), 'utf8')]));
}

/** The unified diff from what is committed to what the fragment gives; empty when they are the same. */
function difference(committed: Files, fresh: Files): string {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(fresh)])].sort();
  return names
    .filter((name) => committed[name] !== fresh[name])
    .map((name) =>
      createTwoFilesPatch(
        name in committed ? name : '/dev/null',
        name in fresh ? name : '/dev/null',
        committed[name] ?? '',
        fresh[name] ?? '',
        'committed',
        'regenerated',
      ),
    )
    .join('');
}
