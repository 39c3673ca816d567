/**
 * `npm run errata -- FILE`: checks Docker recordings against a description as Docker publishes it, and says what it rejects
 * and why.
 */
import { readFileSync } from 'node:fs';
import { apiVersion } from '../../generated/constants.js';
import { findContract } from '../../src/contract/contract-version.js';
import { InputError, withFileErrors } from '../../src/recordings/input-error.js';
import { listRecordings, type Recording } from '../generate/recordings.js';
import { checkByDescription, type DescriptionResult, readDescription } from './errata/published.js';

/** Checks the recordings by a description, and describes the result; throws InputError where FILE cannot be read. */
export function describeErrata([file, ...rest]: readonly string[]): string {
  if (file === undefined || rest.length > 0) {
    throw new InputError('expected one FILE, a description as Docker publishes it (Swagger 2.0, YAML or JSON)');
  }
  const text = withFileErrors('read', file, () => readFileSync(file, 'utf8'));
  const description = readDescription(text, file);
  const recordings = selectRecordings(description.version);
  const results = recordings.map(({ name, exchange }) => ({ name, ...checkByDescription(description, exchange) }));
  const versions = [...new Set(recordings.map((one) => one.apiVersion))].sort();
  const about = `a description of API ${description.version}, checked by answers of API ${versions.join(', ')}\n`;
  return `${description.version === undefined ? '' : about}${summarize(results)}\n`;
}

/** Selects the recordings at an API version, else those of its contract, else those at the version of record. */
function selectRecordings(version: string | undefined): Recording[] {
  const all = listRecordings().filter(({ engine }) => engine.startsWith('docker'));
  const sameVersion = all.filter((one) => one.apiVersion === version);
  if (sameVersion.length > 0) return sameVersion;
  const contract = findContract(version);
  const sameContract = all.filter((one) => contract && findContract(one.apiVersion) === contract);
  return sameContract.length > 0 ? sameContract : all.filter((one) => one.apiVersion === apiVersion);
}

function summarize(results: readonly (DescriptionResult & { readonly name: string })[]): string {
  const lists = results.filter(({ status }) => status === 200);
  const rejected = lists.filter(({ reasons }) => reasons.size > 0);
  const unlisted = results.filter(({ listed }) => !listed);
  const percent = Math.round((100 * rejected.length) / lists.length);
  return [
    `${rejected.length} of ${lists.length} answers with 200 rejected (${percent} %)`,
    ...countReasons(rejected.flatMap(({ name, reasons }) => [...reasons].map((reason) => [reason, name] as const))),
    `${unlisted.length} of ${results.length} answers have a status that it does not list`,
    ...countReasons(unlisted.map(({ name, status }) => [`status ${status}`, name] as const)),
  ].join('\n');
}

/** Writes a line for each reason, the most frequent first, with the first recording that has it. */
function countReasons(found: readonly (readonly [reason: string, name: string])[]): string[] {
  const names = new Map<string, string[]>();
  for (const [reason, name] of found) names.set(reason, [...(names.get(reason) ?? []), name]);
  return [...names]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, [first, ...more]]) => `  ${more.length + 1}  ${reason}, as in ${first}`);
}

if (process.argv[1] === import.meta.filename) {
  try {
    process.stdout.write(describeErrata(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`errata: ${error.message}\n`);
    process.exitCode = 2;
  }
}
