import { evidence } from '../../../generated/constants.js';
import { rules } from '../../../src/contract/rules.js';
import { createEntryReader } from './entries.js';
import { createErrata } from './errata.js';
import { findErrorMessages } from './error-responses.js';
import type { Inputs } from './inputs.js';
import { findSamples, type Sample } from './samples.js';
import { supportLines } from './support.js';
import { contractOf, findContract } from './versions.js';

/** All that the pages say, as data. */
export type Content = ReturnType<typeof readContent>;

/** Reads the content from the contracts, the rules, the errata and the recordings. */
export function readContent(inputs: Inputs) {
  const { version, bundles, recorded, interviews, compat } = inputs;
  const contracts = bundles.map(contractOf);
  const record = findContract(contracts, version);
  const samples = findSamples(rules, recorded);
  return {
    ...inputs,
    contracts,
    versions: contracts.flatMap(({ versions }) => versions),
    /** The bundle of the version of record. */
    bundle: record.bundle,
    ...createEntryReader(contracts, record),
    errorMessages: findErrorMessages(recorded),
    errata: createErrata(record.bundle, interviews),
    rules: rules.map((rule, index) => ({ ...rule, sample: samples[index] as Sample })), // one of each rule
    /** What engines do with the subject of a block, by its anchor. */
    engineLines: supportLines(compat),
    /** Where API versions are known from that one engine alone shows. */
    evidence,
  };
}
