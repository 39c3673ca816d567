import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compat } from '../../../generated/compat.js';
import { apiVersion, evidence, contracts as generatedContracts } from '../../../generated/constants.js';
import { rules } from '../../../src/contract/rules.js';
import type { Json } from '../../generate/bundle.js';
import type { Contract } from '../../generate/contracts.js';
import { groupRecordings, listRecordings } from '../../generate/recordings.js';
import { createEntryReader } from './entries.js';
import { createErrata } from './errata.js';
import { findErrorMessages } from './error-responses.js';
import { findSamples, type Sample } from './samples.js';
import { supportLines } from './support.js';

const root = join(import.meta.dirname, '../../..');

/** All that the pages say, as data. */
export type Content = ReturnType<typeof readContent>;

/**
 * Reads the content from the contracts, the rules, the errata and the recordings.
 *
 * @param readGenerated reads a file of `generated/`; `npm run generate` gives those that it has not yet written
 */
export function readContent(readGenerated: (name: string) => string = readText) {
  const compat: Compat = JSON.parse(readGenerated('generated/compat.json'));
  const published: Json = JSON.parse(readText('test/contract/published-example.json'));
  const contracts = generatedContracts.map(({ versions }): Contract => {
    const name = isRecord(versions) ? 'openapi.json' : `openapi/v${versions[0]}.json`;
    return { versions, bundle: JSON.parse(readGenerated(`generated/${name}`)) };
  });
  const record = contracts.find(({ versions }) => isRecord(versions));
  if (!record) throw new Error(`generated/constants.js: expected a contract of API ${apiVersion}`);
  const recordings = listRecordings();
  const samples = findSamples(rules, recordings);
  return {
    ...{ contracts, compat, recordings },
    /** The API version of record, and all of them, oldest first. */
    version: apiVersion as string,
    versions: contracts.flatMap(({ versions }) => versions),
    /** The bundle of the version of record. */
    bundle: record.bundle,
    /** The example that Docker publishes. */
    published,
    /** The text of test/recordings/compatibility.md. */
    podman: readText('test/recordings/compatibility.md'),
    ...createEntryReader(contracts, record),
    errorMessages: findErrorMessages(recordings),
    errata: createErrata(
      record.bundle,
      groupRecordings(recordings.filter(({ engine }) => engine.startsWith('docker'))),
    ),
    rules: rules.map((rule, index) => ({ ...rule, sample: samples[index] as Sample })), // one of each rule
    /** What engines do with the subject of a block, by its anchor. */
    engineLines: supportLines(compat),
    /** Where API versions are known from that one engine alone shows. */
    evidence,
  };
}

const isRecord = (versions: readonly string[]): boolean => versions.includes(apiVersion);

function readText(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}
