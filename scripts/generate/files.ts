import type { Compat } from '../../generated/compat.js';
import { at, type Json, type JsonObject } from './bundle.js';
import { selectResponses } from './compat/evidence-ranges.js';
import { compatFiles } from './compat/files.js';
import { constants } from './constants.js';
import { type Contract, contractsOf } from './contracts.js';
import { coverage } from './coverage.js';
import { changesOf, evidence, recordedEngines } from './evidence.js';
import { recordedIn, selectExampleRecordings, withExamples, withLists } from './examples.js';
import { bundleFile, typesFile, typesStubs, withBundles } from './exports.js';
import { fixtures } from './fixtures.js';
import { openapi30 } from './openapi30.js';
import { plainSchemas } from './plain.js';
import type { Sources } from './sources.js';
import { withSupport } from './support.js';
import { commonTypes, types } from './types.js';
import { anyVersion } from './union.js';
import { validators } from './validators.js';
import { versions } from './versions.js';

/** What is made: file names from the root of the project with their text. */
export type Files = Readonly<Record<string, string>>;

/** Makes all files but those that need the others. */
export async function filesOf({ fragment, overlays, claims, errata, manifest, ...sources }: Sources): Promise<Files> {
  const recordings = selectExampleRecordings(sources.recordings);
  const contracts = await contractsOf(fragment, overlays);
  const isRecord = ({ bundle }: Contract): boolean => at(bundle, 'info').version === at(fragment, 'info').version;
  const record = contracts.find(isRecord);
  if (!record) throw new Error('openapi/images-json.yaml: its version is none of x-versions');
  const found = recordedIn(record.bundle, recordings);
  const known = evidence(contracts, recordedEngines(sources.recordings));
  const files: Record<string, string> = {
    ...(await validators(contracts)),
    ...constants(record.bundle, contracts, known),
    ...coverage(contracts),
    ...fixtures(recordings),
    ...compatFiles(claims, contracts, record, selectResponses(claims, sources.recordings)),
    'errata.json': `${JSON.stringify(errata)}\n`,
  };
  const compat: Compat = JSON.parse(files['compat.json'] ?? '');
  const shown = contracts.map((contract) => ({
    ...contract,
    bundle: about(withExamples(contract.bundle, found), {
      ...(isRecord(contract) && { 'x-changes': changesOf(fragment, overlays) }),
      'x-evidence': Object.fromEntries(
        Object.entries(known).filter(([version]) => contract.versions.includes(version)),
      ),
    }),
  }));
  for (const contract of shown) {
    const { bundle } = contract;
    // Nobody reads the others by eye, and a tarball holds eight of them.
    const text = isRecord(contract) ? JSON.stringify(withLists(bundle, recordings), null, 2) : JSON.stringify(bundle);
    files[bundleFile(contract, isRecord(contract))] = `${text}\n`;
    if (isRecord(contract)) Object.assign(files, forOthers(bundle));
    const name = typesFile(contract, isRecord(contract));
    Object.assign(files, await types(withSupport(bundle, compat), name), commonTypes(name));
  }
  Object.assign(files, await types(withSupport(anyVersion(shown), compat), 'types/any'), versions(contracts, record));
  Object.assign(files, commonTypes('types/versions'), commonTypes('compat'), typesStubs(contracts, record));
  return {
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`generated/${name}`, text])),
    'package.json': withBundles(manifest, contracts, record),
  };
}

/** The contract for tools that do not read OpenAPI 3.1, or no OpenAPI at all. */
function forOthers(bundle: JsonObject): Files {
  const schemas = Object.entries(plainSchemas(bundle)).map(
    ([name, schema]) => [`schema/${name}.json`, schema] as const,
  );
  const all = [['openapi-3.0.json', openapi30(bundle)] as const, ...schemas];
  return Object.fromEntries(all.map(([name, value]) => [name, `${JSON.stringify(value)}\n`]));
}

/** The bundle with what else is to be known of it; an object without members says nothing. */
function about(bundle: JsonObject, more: Readonly<Record<string, Json>>): JsonObject {
  const said = Object.entries(more).filter(([, value]) => Object.keys(value ?? {}).length > 0);
  return { ...bundle, info: { ...at(bundle, 'info'), ...Object.fromEntries(said) } };
}

/** The page and the picture, made by code that needs the other files: it is loaded once they are there. */
export async function pageOf(files: Files): Promise<Files> {
  const [{ bundleNames, readInputs }, { contentOf }, { markdown }, { picture }] = await Promise.all([
    import('../docs/content/inputs.js'),
    import('../docs/content/content.js'),
    import('../docs/markdown.js'),
    import('./picture.js'),
  ]);
  const bundles = bundleNames.map((name): JsonObject => JSON.parse(files[name] ?? ''));
  const compat = JSON.parse(files['generated/compat.json'] ?? '');
  return {
    'generated/reference.md': markdown(contentOf(await readInputs(bundles, compat))),
    'generated/check.svg': await picture(),
  };
}
