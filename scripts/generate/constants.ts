import { at, type Json, type JsonObject } from './bundle.js';
import type { Contract } from './contracts.js';

/** Makes the constants that the code needs at run time, from the bundle of the version of record and all contracts. */
export function makeConstants(
  bundle: JsonObject,
  contracts: readonly Contract[],
  evidence: Readonly<Record<string, string>>,
): Record<string, string> {
  const operation = at(bundle, 'paths', '/images/json', 'get');
  const schemas = at(bundle, 'components', 'schemas');
  const responses = at(operation, 'responses');
  const lists: [name: string, doc: string, value: Json][] = [
    [
      'apiVersion',
      documentConstant(
        'apiVersion',
        'The API version of record, and the default.',
        "const path = '/v' + apiVersion + '/images/json';",
      ),
      at(bundle, 'info').version ?? '',
    ],
    [
      'contracts',
      'The contracts, oldest first: the API versions that each is for, and the query parameters that it describes.',
      contracts.map(({ versions, bundle }) => ({ versions: [...versions], parameters: parametersOf(bundle) })),
    ],
    ['evidence', 'What is known of an API version that no two recorded engines showed.', { ...evidence }],
    [
      'filterKeys',
      documentConstant('filterKeys', 'The keys of `filters`.', 'const keys: readonly string[] = filterKeys;'),
      Object.keys(at(schemas, 'ImageListFiltersAsLists', 'properties')),
    ],
    [
      'imageKinds',
      documentConstant('imageKinds', 'The kinds of manifests.', 'const kinds: readonly string[] = imageKinds;'),
      Object.keys(at(schemas, 'ImageManifestSummary', 'discriminator', 'mapping')),
    ],
    [
      'headers',
      'The headers that every answer has, each with what its value looks like.',
      Object.entries(at(bundle, 'components', 'headers')).map(([name, header]) => ({
        name,
        pattern: patternOf(at(header ?? null, 'schema')),
      })),
    ],
    [
      'contentTypes',
      'The content types of the answers, by status.',
      Object.fromEntries(
        Object.keys(responses).map((status) => [status, Object.keys(at(responses, status, 'content'))]),
      ),
    ],
  ];
  const head = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n';
  return {
    'constants.js':
      head + lists.map(([name, , value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join(''),
    'constants.d.ts': `${head}export * from './constants.cjs';\n`,
    'constants.d.cts':
      head +
      lists
        .map(
          ([name, doc, value]) =>
            `/**${doc.startsWith('*') || doc.includes('\n') ? `\n${doc} */` : ` ${doc} */`}\nexport declare const ${name}: ${toLiteralType(value)};\n`,
        )
        .join(''),
  };
}

/** Gives a regular expression for the strings that a schema accepts. */
const patternOf = ({ pattern, enum: values }: JsonObject): Json =>
  pattern ?? `^(?:${Array.isArray(values) ? values.join('|') : '.*'})$`;

const parametersOf = (bundle: JsonObject): Json[] =>
  Object.values(at(bundle, 'paths', '/images/json', 'get').parameters ?? []).map((one) => at(one).name ?? '');

/** Writes the type of a value, as `as const` would give it. */
function toLiteralType(value: Json): string {
  if (Array.isArray(value)) return `readonly [${value.map(toLiteralType).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `readonly ${JSON.stringify(key)}: ${toLiteralType(item)}`)
    .join('; ')} }`;
}

/** Writes the documentation of a constant that the contract entry exports, with an example. */
const documentConstant = (name: string, words: string, code: string): string =>
  ['', words, '', '@example', `import { ${name} } from 'docker-images-contract/contract';`, '', code]
    .join('\n * ')
    .replace(/ +$/gm, '')
    .slice(1)
    .concat('\n');
