import openapiTS, { addJSDocComment, astToString } from 'openapi-typescript';
import ts from 'typescript';
import { at, type Json, type JsonObject, map, removeFacts, schemasOf } from './bundle.js';
import type { Contract } from './contracts.js';
import { typesFile } from './exports.js';
import { nameSchemas } from './names.js';
import { usage, wholes } from './usage.js';

const HEAD = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n\n';

/** Makes the declarations for CommonJS. */
export const makeCommonTypes = (name: string): Record<string, string> => ({
  [`${name}.d.cts`]: `${HEAD}export type * from './${name.replace(/.*\//, '')}.js' with { 'resolution-mode': 'import' };\n`,
});

/** What `rootTypes` exports beside the schemas, and what is empty in all our documents. */
const NOISE = /^(Header[A-Z]|webhooks$|\$defs$)/;

/**
 * Makes the declarations of a document, with an alias for each schema and one for the query. A name that exists at another
 * API version and not at this one is `never`.
 *
 * @param name the name of the file, without its extension
 */
export async function makeTypes(bundle: JsonObject, name: string): Promise<Record<string, string>> {
  const schemas = schemasOf(bundle);
  // The types of redocly and of openapi-typescript are unrelated; both are plain JSON.
  const nodes = await openapiTS(adaptForTypes(bundle) as never, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    silent: true,
    transform: (schema) =>
      'x-never' in schema ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword) : undefined,
  });
  const declared = nameSchemas(nodes.filter(isDeclaration)).filter(({ name }) => !NOISE.test(name.text));
  // An alias does not show the documentation of its target on hover, so each gets its own.
  for (const node of declared) {
    const { text } = node.name;
    const description = wholes[text] ?? at(schemas, text).description;
    addJSDocComment({ description, example: usage[text] } as never, node as never);
  }
  const never = MANIFESTS.filter((alias) => !(alias in schemas));
  const code = [
    astToString(declared),
    QUERY,
    ...never.map((alias) => `/** No engine sends it at this API version. */\nexport type ${alias} = never;\n`),
    never.includes('ImageManifestSummary')
      ? '/** No engine sends manifests at this API version. */\nexport type ImageKind = never;\n'
      : KIND,
  ].join('');
  return { [`${name}.d.ts`]: HEAD + makeListsReadonly(shorten(code)) };
}

/** Removes tags that hover does not need, and shortens indentation. */
const shorten = (code: string): string =>
  code
    .replace(/^(?: {4})+/gm, (blanks) => '\t'.repeat(blanks.length / 4))
    .replace(/^(\s*\/?\*+) @description /gm, '$1 ')
    .replace(/^(\s*\* ) {4}/gm, '$1')
    .replace(/^\s*\* @(?:constant|example *)\n/gm, '')
    .replace(/components\["schemas"\]\["(\w+)"\]/g, '$1');

/** Makes the arrays of `filters` readonly, so that callers can pass readonly ones. */
const makeListsReadonly = (code: string): string =>
  code.replace(/interface ImageListFiltersAsLists \{\n.*?\n\}/s, (lists) =>
    lists.replace(/\?: (?=.*\[\];$)/gm, '?: readonly '),
  );

const isDeclaration = (node: ts.Node): node is ts.TypeAliasDeclaration | ts.InterfaceDeclaration =>
  ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node);

/** The schemas that came with manifests. */
const MANIFESTS = ['ImageManifestSummary', 'OCIDescriptor', 'OCIPlatform'];

const KIND = `/**
 * What a manifest is.
 * @example ${usage.ImageKind}
 */
export type ImageKind = ImageManifestSummary["Kind"];
`;

const QUERY = `/**
 * The query parameters of the request. All are optional.
 * @example ${usage.ImageListQuery}
 */
export interface ImageListQuery extends NonNullable<operations["ImageList"]["parameters"]["query"]> {}
/**
 * A key of \`filters\`.
 * @example ${usage.FilterKey}
 */
export type FilterKey = keyof ImageListFiltersAsLists;
`;

/**
 * The document as openapi-typescript 7.13 reads it best: a parameter's `content` as its `schema`, as it types the former
 * as `string` and never shows it to its hooks; no `discriminator`, as the constants of `Kind` say it all and it would add
 * words of its own to their descriptions; a boolean of the query as one, though engines read any text; no `format`, as a number is a number; each example on one toLine, and none where
 * the type says as much; and no list where a set is meant.
 */
function adaptForTypes(bundle: JsonObject): Json {
  return map(bundle, ({ discriminator: _, format: __, content, example, examples, ...rest }) => ({
    ...rest,
    ...(rest.properties !== undefined && { properties: excludeArrays(at(rest.properties)) }),
    ...(content !== undefined && (rest.in === 'query' ? { schema: getJson(content).schema ?? {} } : { content })),
    ...(rest.in === 'query' && content === undefined && { schema: toBoolean(at(rest.schema ?? {})) }),
    ...(Array.isArray(examples) && !('const' in rest) && { examples: examples.map(toLine) }),
    // The hover of a union joins the words of its branches, and the whole says since when.
    ...('const' in rest && { description: removeFacts(rest) }),
    // Bodies have none on hover: a schema's members have their own.
    ...(example !== undefined && 'in' in rest && { example }),
  }));
}

/** Types a parameter that engines read as a boolean as one. */
const toBoolean = (schema: JsonObject): JsonObject =>
  [schema.type].flat().includes('boolean') ? { ...schema, type: 'boolean' } : schema;

/** Excludes arrays from an object whose properties are named like indices, by its length. */
const excludeArrays = (properties: JsonObject): JsonObject =>
  '0' in properties ? { ...properties, length: { description: 'A list is no set.', 'x-never': true } } : properties;

const getJson = (content: Json): JsonObject => at(content, 'application/json');
/** An example as one toLine, its digests cut short. */
const toLine = (example: Json): string =>
  (typeof example === 'string' ? example : JSON.stringify(example)).replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1...');

const ENTRY_NAMES = ['paths', 'ImageSummary', 'ImageListQuery'];

/** Makes the types of each API version by its number, and of a version that is not known beforehand. */
export function makeVersionTypes(contracts: readonly Contract[], record: Contract): Record<string, string> {
  const aliasOf = ({ versions: [first = ''] }: Contract): string => `v${first.replace('.', '_')}`;
  const entryOf = (alias: string): string => `{ ${ENTRY_NAMES.map((name) => `${name}: ${alias}.${name}`).join('; ')} }`;
  const imports = contracts.map((contract) => {
    const file = typesFile(contract, record).replace(/^(types\/)?/, (folder) => (folder ? './' : '../'));
    return `import type * as ${aliasOf(contract)} from '${file}.js';\n`;
  });
  const members = contracts.flatMap((contract) =>
    contract.versions.map((version) => `\t"${version}": ${entryOf(aliasOf(contract))};\n`),
  );
  const text = [
    HEAD.trimEnd(),
    "\nimport type * as any from './any.js';\n",
    ...imports,
    '\n/** What is asked and answered at each API version. */\nexport interface Versions {\n',
    ...members,
    '}\n/** What is asked and answered at an API version that is not known beforehand. */\n',
    `export interface AnyVersion ${entryOf('any')}\n`,
  ];
  return { 'types/versions.d.ts': text.join('') };
}
