/**
 * npm run generate            makes generated/ from openapi/images-json.yaml
 * npm run generate -- --check compares generated/ with what the fragment gives now; exit 1 when anything differs
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { at, bundleFragment, LintError } from './generate/bundle.js';
import { constants } from './generate/constants.js';
import { contractsOf } from './generate/contracts.js';
import { coverage } from './generate/coverage.js';
import { recordedIn, withExamples, withLists } from './generate/examples.js';
import { bundleFile, typesFile, withVersions } from './generate/exports.js';
import { lock } from './generate/lock.js';
import { types } from './generate/types.js';
import { validators } from './generate/validators.js';

/** File names with their text. */
type Files = Record<string, string>;

const root = join(import.meta.dirname, '..');

/** All that is made, by file names from the root of the project. */
async function generate(): Promise<Files> {
  const fragment = await bundleFragment(join(root, 'openapi/images-json.yaml'), join(root, 'redocly.yaml'));
  const contracts = await contractsOf(fragment, join(root, 'openapi/overlays'));
  const record = contracts.find(({ bundle }) => at(bundle, 'info').version === at(fragment, 'info').version);
  if (!record) throw new Error('openapi/images-json.yaml: its version is none of x-versions');
  const recordings = join(root, 'test/recordings');
  const found = recordedIn(record.bundle, recordings);
  const files: Files = {
    ...(await validators(contracts)),
    ...constants(record.bundle, contracts),
    ...coverage(contracts),
  };
  for (const contract of contracts) {
    const bundle = withExamples(contract.bundle, found);
    const isRecord = contract === record;
    // Nobody reads the others by eye, and a tarball holds eight of them.
    const text = isRecord ? JSON.stringify(withLists(bundle, recordings), null, 2) : JSON.stringify(bundle);
    files[bundleFile(contract, isRecord)] = `${text}\n`;
    Object.assign(files, await types(bundle, typesFile(contract, isRecord)));
  }
  const generated = Object.entries(files).map(([name, text]) => [`generated/${name}`, text]);
  const manifest = withVersions(readFileSync(join(root, 'package.json'), 'utf8'), contracts, record);
  return { ...Object.fromEntries(generated), 'package.json': manifest };
}

/** The same with what is made by the code that needs those, and with the hashes of all. */
async function complete(files: Files): Promise<Files> {
  const [{ reference }, { markdown }] = await Promise.all([
    import('./docs/reference.js'),
    import('./docs/markdown.js'),
  ]);
  const text = markdown(await reference(JSON.parse(files['generated/openapi.json'] ?? '')));
  const all = { ...files, 'generated/reference.md': text };
  return { ...all, 'generated/lock.json': lock(root, all) };
}

function write(files: Files): void {
  rmSync(join(root, 'generated'), { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** What is committed of it. */
function committed(): Files {
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

async function main(words: string[]): Promise<number> {
  if (words.length > 1 || (words[0] ?? '--check') !== '--check') {
    console.error(`generate: unknown option ${JSON.stringify(words.join(' '))}; it takes --check or nothing`);
    return 2;
  }
  const first = await generate();
  if (words.length === 0) {
    write(first);
    write(await complete(first));
    return 0;
  }
  const patch = difference(committed(), await complete(first));
  process.stdout.write(patch);
  if (patch)
    console.error('generate: what is committed is not what the fragment gives; run `npm run generate` and commit it');
  return patch ? 1 : 0;
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
