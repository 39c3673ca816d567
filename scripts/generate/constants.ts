import { at, type Json, type JsonObject, mapValues, objects, operationOf, schemasOf } from './bundle.js';
import type { Contract } from './contracts.js';

/** Makes the constants that the code needs at run time, from the bundle of the version of record and all contracts. */
export function makeConstants(
  bundle: JsonObject,
  contracts: readonly Contract[],
  evidence: Readonly<Record<string, string>>,
): Record<string, string> {
  const operation = operationOf(bundle);
  const schemas = schemasOf(bundle);
  const responses = at(operation, 'responses');
  const constants: [name: string, documentation: string, value: Json, example?: string][] = [
    [
      'apiVersion',
      'The API version of record, and the default.',
      at(bundle, 'info').version ?? '',
      "const path = '/v' + apiVersion + '/images/json';",
    ],
    [
      'contracts',
      'The contracts, oldest first: the API versions that each is for, and the query parameters that it describes.',
      contracts.map(({ versions, bundle }) => ({ versions: [...versions], parameters: parametersOf(bundle) })),
    ],
    ['evidence', 'What is known of an API version that no two recorded engines showed.', { ...evidence }],
    [
      'filterKeys',
      'The keys of `filters`.',
      Object.keys(at(schemas, 'ImageListFiltersAsLists', 'properties')),
      'const keys: readonly string[] = filterKeys;',
    ],
    [
      'imageKinds',
      'The kinds of manifests.',
      Object.keys(at(schemas, 'ImageManifestSummary', 'discriminator', 'mapping')),
      'const kinds: readonly string[] = imageKinds;',
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
      mapValues(responses, (response) => Object.keys(at(response, 'content'))),
    ],
  ];
  const head = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n';
  const values = constants.map(([name, , value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
  const types = constants.map(
    ([name, documentation, value, example]) =>
      `${formatComment(name, documentation, example)}\nexport declare const ${name}: ${toLiteralType(value)};\n`,
  );
  return {
    'constants.js': head + values.join(''),
    'constants.d.ts': `${head}export * from './constants.cjs';\n`,
    'constants.d.cts': head + types.join(''),
  };
}

/** Gives a regular expression for the strings that a schema accepts. */
const patternOf = ({ pattern, enum: values }: JsonObject): Json =>
  pattern ?? `^(?:${Array.isArray(values) ? values.join('|') : '.*'})$`;

const parametersOf = (bundle: JsonObject): Json[] =>
  objects(operationOf(bundle).parameters).map(({ name = '' }) => name);

/** Writes the type of a value, as `as const` would give it. */
function toLiteralType(value: Json): string {
  if (Array.isArray(value)) return `readonly [${value.map(toLiteralType).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `readonly ${JSON.stringify(key)}: ${toLiteralType(item)}`)
    .join('; ')} }`;
}

/** Writes the documentation of a constant. Those that the contract entry exports have an example. */
function formatComment(name: string, documentation: string, example?: string): string {
  if (example === undefined) return `/** ${documentation} */`;
  const start = `/**\n * ${documentation}\n *\n * @example\n`;
  return `${start} * import { ${name} } from 'docker-images-contract/contract';\n *\n * ${example}\n */`;
}
