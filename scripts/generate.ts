/**
 * npm run generate            makes generated/ from openapi/images-json.yaml
 * npm run generate -- --check compares generated/ with what the fragment gives now; exit 1 when anything differs
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { LintError, mapValues } from './generate/bundle.js';
import { type Files, makeFiles, makePages } from './generate/files.js';
import { readSources, type Sources } from './generate/sources.js';

/** The project to generate for, and where the command writes. */
export interface GenerateOptions {
  readonly root: string;
  readonly out: (text: string) => void;
  readonly problem: (text: string) => void;
}

/** Runs the command, and returns its exit status. */
export async function generate(args: readonly string[], options: GenerateOptions): Promise<number> {
  const { root, out, problem } = options;
  const isCheck = args.length > 0;
  if (args.length > 1 || (args[0] ?? '--check') !== '--check') {
    problem(`generate: unknown option ${JSON.stringify(args.join(' '))}; it takes --check or nothing\n`);
    return 2;
  }
  try {
    const sources = await readSources(root);
    const files = await makeFiles(sources);
    // The pages are made by code that imports the other files.
    if (!isCheck) writeFiles(root, files);
    const all = { ...files, ...(await makePages(files)) };
    const fresh = { ...all, 'generated/lock.json': makeLock(sources, all) };
    if (!isCheck) {
      writeFiles(root, fresh);
      return 0;
    }
    const patch = createPatch(readGenerated(root), fresh);
    out(patch);
    if (patch === '') return 0;
    problem('generate: what is committed is not what the fragment gives; run `npm run generate` and commit it\n');
  } catch (error) {
    problem(`${error instanceof LintError ? error.message : inspect(error)}\n`);
  }
  return 1;
}

/** Makes the hashes of what is read and written. */
function makeLock({ inputs, generators }: Sources, files: Files): string {
  // package.json is only in part generated.
  const { 'package.json': _, ...outputs } = files;
  const lock = { inputs: mapValues(inputs, hash), generators, outputs: mapValues(outputs, hash) };
  return `${JSON.stringify(lock, null, 2)}\n`;
}

const hash = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

function writeFiles(root: string, files: Files): void {
  rmSync(join(root, 'generated'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** Reads the generated files that are there. */
function readGenerated(root: string): Files {
  const names = readdirSync(join(root, 'generated'), { recursive: true, encoding: 'utf8' })
    .map((name) => `generated/${name.replaceAll('\\', '/')}`)
    .filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries([...names, 'package.json'].map((name) => [name, readFileSync(join(root, name), 'utf8')]));
}

/** Creates the unified diff between two sets of files; empty if they are the same. */
function createPatch(committed: Files, fresh: Files): string {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(fresh)])].sort();
  const differing = names.filter((name) => committed[name] !== fresh[name]);
  const patches = differing.map((name) => {
    const [from, to] = [committed, fresh].map((files) => (name in files ? name : '/dev/null'));
    const texts = [committed[name] ?? '', fresh[name] ?? ''] as const;
    return createTwoFilesPatch(from ?? '', to ?? '', ...texts, 'committed', 'regenerated');
  });
  return patches.join('');
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await generate(process.argv.slice(2), {
    root: join(import.meta.dirname, '..'),
    out: (text) => process.stdout.write(text),
    problem: (text) => process.stderr.write(text),
  });
}
