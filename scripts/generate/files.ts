import type { Compat } from '../../generated/compat.js';
import { at, type Json, type JsonObject } from './bundle.js';
import { makeCompatFiles } from './compat/compat.js';
import { selectResponses } from './compat/evidence-ranges.js';
import { addSupport } from './compat/format.js';
import { makeConstants } from './constants.js';
import { type Contract, deriveContracts } from './contracts.js';
import { makeCoverage } from './coverage.js';
import { makeDockerOverlay } from './docker-overlay.js';
import { describeEvidence, listRecordedEngines, listVersionChanges } from './evidence.js';
import { addExamples, addListExamples, collectRecorded, selectExampleRecordings } from './examples.js';
import { bundleFile, typesFile, typesStubs, withBundles } from './exports.js';
import { makeFixtures } from './fixtures.js';
import { toOpenapi30 } from './openapi30.js';
import { makePlainSchemas } from './plain.js';
import { makeReportValidator } from './report-validator.js';
import type { Sources } from './sources.js';
import { makeCommonTypes, makeTypes, makeVersionTypes } from './types.js';
import { anyVersion } from './union.js';
import { makeValidators } from './validators.js';

/** Texts of files, by their path from the root of the project. */
export type Files = Readonly<Record<string, string>>;

/** Makes all files but those that need the others. */
export async function makeFiles({ fragment, overlays, claims, errata, manifest, ...sources }: Sources): Promise<Files> {
  const recordings = selectExampleRecordings(sources.recordings);
  const contracts = await deriveContracts(fragment, overlays);
  const record = contracts.find(({ bundle }) => at(bundle, 'info').version === at(fragment, 'info').version);
  if (!record) throw new Error('openapi/images-json.yaml: its version is none of x-versions');
  const found = collectRecorded(record.bundle, recordings);
  const known = describeEvidence(contracts, listRecordedEngines(sources.recordings));
  const files: Record<string, string> = {
    ...(await makeValidators(contracts)),
    ...(await makeReportValidator()),
    ...makeConstants(record.bundle, contracts, known),
    ...makeCoverage(contracts),
    ...makeFixtures(recordings),
    ...makeCompatFiles(claims, contracts, record, selectResponses(claims, sources.recordings)),
    'errata.json': `${JSON.stringify(errata)}\n`,
    'docker.overlay.yaml': makeDockerOverlay(errata),
  };
  const compat: Compat = JSON.parse(files['compat.json'] ?? '');
  const shown: Contract[] = [];
  for (const contract of contracts) {
    const isRecord = contract === record;
    const evidence = Object.entries(known).filter(([version]) => contract.versions.includes(version));
    const bundle = addInfo(addExamples(contract.bundle, found), {
      ...(isRecord && { 'x-changes': listVersionChanges(fragment, overlays) }),
      'x-evidence': Object.fromEntries(evidence),
    });
    shown.push({ ...contract, bundle });
    // Nobody reads the others, and the package contains eight of them.
    const text = isRecord ? JSON.stringify(addListExamples(bundle, recordings), null, 2) : JSON.stringify(bundle);
    files[bundleFile(contract, record)] = `${text}\n`;
    if (isRecord) Object.assign(files, makeOtherFormats(bundle));
    const name = typesFile(contract, record);
    Object.assign(files, await makeTypes(addSupport(bundle, compat), name), makeCommonTypes(name));
  }
  Object.assign(
    files,
    await makeTypes(addSupport(anyVersion(shown), compat), 'types/any'),
    makeVersionTypes(contracts, record),
  );
  Object.assign(files, makeCommonTypes('types/versions'), makeCommonTypes('compat'), typesStubs(contracts, record));
  return {
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`generated/${name}`, text])),
    'package.json': withBundles(manifest, contracts, record),
  };
}

/** Makes the contract for tools that do not read OpenAPI 3.1, or no OpenAPI at all. */
function makeOtherFormats(bundle: JsonObject): Files {
  const schemas = Object.entries(makePlainSchemas(bundle)).map(
    ([name, schema]) => [`schema/${name}.json`, schema] as const,
  );
  const all = [['openapi-3.0.json', toOpenapi30(bundle)] as const, ...schemas];
  return Object.fromEntries(all.map(([name, value]) => [name, `${JSON.stringify(value)}\n`]));
}

/** Adds extensions to the info of a bundle, unless they are empty. */
function addInfo(bundle: JsonObject, more: Readonly<Record<string, Json>>): JsonObject {
  const said = Object.entries(more).filter(([, value]) => Object.keys(value ?? {}).length > 0);
  return { ...bundle, info: { ...at(bundle, 'info'), ...Object.fromEntries(said) } };
}

/** Makes the page and the picture. Their code imports the other files, so it is loaded when those are written. */
export async function makePages(files: Files): Promise<Files> {
  const [{ readContent }, { referencePage }, { checksPage }, { writeMarkdown }, { drawCheck }] = await Promise.all([
    import('../docs/content/content.js'),
    import('../docs/content/reference.js'),
    import('../docs/content/checks.js'),
    import('../docs/markdown.js'),
    import('./picture.js'),
  ]);
  const content = readContent((name) => files[name] ?? '');
  return {
    'generated/reference.md': writeMarkdown([referencePage(content), checksPage(content)]),
    'generated/check.svg': await drawCheck(),
  };
}
