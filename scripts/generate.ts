/**
 * npm run generate            makes generated/ from openapi/images-json.yaml
 * npm run generate -- --check compares generated/ with what the fragment gives now; exit 1 when anything differs
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { bundleFragment, LintError } from './generate/bundle.js';
import { constants } from './generate/constants.js';
import { coverage } from './generate/coverage.js';
import { withExamples } from './generate/examples.js';
import { lock } from './generate/lock.js';
import { types } from './generate/types.js';
import { validators } from './generate/validators.js';

/** What ends up in generated/: file names with their text. */
type Files = Record<string, string>;

const root = join(import.meta.dirname, '..');
const target = join(root, 'generated');

async function generate(): Promise<Files> {
  const fragment = await bundleFragment(join(root, 'openapi/images-json.yaml'), join(root, 'redocly.yaml'));
  const bundle = withExamples(fragment, join(root, 'test/recordings'));
  const files: Files = {
    'openapi.json': `${JSON.stringify(bundle, null, 2)}\n`,
    ...(await types(bundle)),
    ...(await validators(bundle)),
    ...constants(bundle),
    ...coverage(bundle),
  };
  return files;
}

/** The same with what is made by the code that needs those, and with the hashes of all. */
async function complete(files: Files): Promise<Files> {
  const [{ reference }, { markdown }] = await Promise.all([
    import('./docs/reference.js'),
    import('./docs/markdown.js'),
  ]);
  const all = { ...files, 'reference.md': markdown(await reference(JSON.parse(files['openapi.json'] ?? ''))) };
  return { ...all, 'lock.json': lock(root, all) };
}

function write(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

const read = (folder: string): Files =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The unified diff from what is committed to what the fragment gives; empty when they are the same. */
function difference(committed: Files, fresh: Files): string {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(fresh)])].sort();
  return names
    .filter((name) => committed[name] !== fresh[name])
    .map((name) =>
      createTwoFilesPatch(
        name in committed ? `generated/${name}` : '/dev/null',
        name in fresh ? `generated/${name}` : '/dev/null',
        committed[name] ?? '',
        fresh[name] ?? '',
        'committed',
        'regenerated',
      ),
    )
    .join('');
}

async function main(words: string[]): Promise<number> {
  if (words.length > 1 || (words[0] ?? '--check') !== '--check') {
    console.error(`generate: unknown option ${JSON.stringify(words.join(' '))}; it takes --check or nothing`);
    return 2;
  }
  const first = await generate();
  if (words.length === 0) {
    write(target, first);
    write(target, await complete(first));
    return 0;
  }
  const files = await complete(first);
  const folder = mkdtempSync(join(tmpdir(), 'docker-images-contract-'));
  try {
    write(folder, files);
    const patch = difference(read(target), read(folder));
    process.stdout.write(patch);
    if (patch)
      console.error('generate: generated/ is not what the fragment gives; run `npm run generate` and commit it');
    return patch ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof LintError ? error.message : error);
    process.exitCode = 1;
  },
);
