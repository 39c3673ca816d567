import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import type { AnyValidateFunction } from 'ajv/dist/types/index.js';
import { build } from 'esbuild';
import { at, type Json, type JsonObject, map } from './bundle.js';

/** Words of JSON Schema and OpenAPI that assert nothing here, and extensions, which validators do not need. */
const ANNOTATIONS = /^(x-.*|description|default|deprecated|example|examples|format|contentEncoding)$/;

/** The answers' JSON schemas by status, as references into the bundle. */
function answers(bundle: JsonObject): [status: string, ref: string][] {
  const responses = at(bundle, 'paths', '/images/json', 'get', 'responses');
  return Object.keys(responses).map((status) => {
    const schema = at(responses, status, 'content', 'application/json', 'schema');
    const inline = `openapi.json#/paths/~1images~1json/get/responses/${status}/content/application~1json/schema`;
    return [status, typeof schema.$ref === 'string' ? `openapi.json${schema.$ref}` : inline];
  });
}

/** The schemas as AJV takes them; `closed` ones refuse members that the contract does not describe. */
function forAjv(bundle: JsonObject, closed: boolean): Json {
  return map({ paths: bundle.paths ?? {}, components: bundle.components ?? {} }, (object) => {
    const bare: JsonObject = isNamed(object)
      ? object
      : Object.fromEntries(Object.entries(object).filter(([key]) => !ANNOTATIONS.test(key)));
    // AJV refuses `mapping`; it finds the branch by the constants of `Kind`.
    if (bare.discriminator) bare.discriminator = { propertyName: at(bare, 'discriminator').propertyName ?? '' };
    if (closed && bare.type === 'object' && bare.properties) bare.additionalProperties ??= false;
    return bare;
  });
}

/** Whether the keys of an object are names of ours, among which `description` or `default` would be a name too. */
const isNamed = (object: JsonObject): boolean =>
  Object.values(object).every((value) => value !== null && typeof value === 'object' && !Array.isArray(value));

function compile(bundle: JsonObject, closed: boolean): string {
  const ajv = new Ajv2020({
    allErrors: true,
    discriminator: true,
    messages: false,
    // A type list such as [object, null] is how JSON Schema 2020-12 says nullable.
    allowUnionTypes: true,
    validateSchema: false,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(['components', 'paths']);
  // What comes out of `map` is an object as what went in.
  const document = forAjv(bundle, closed) as JsonObject;
  ajv.addSchema(document, 'openapi.json');
  const refs = [...new Set(answers(bundle).map(([, ref]) => ref))];
  const pointers = new Map(pointersTo(document));
  for (const ref of refs) placeErrors(ajv.getSchema(ref), pointers);
  return ajvStandalone.default(ajv, Object.fromEntries(refs.map((ref) => [exportName(ref), ref])));
}

/** Every object below a value with its JSON Pointer. */
function* pointersTo(value: Json, pointer = ''): Generator<[object: unknown, pointer: string]> {
  if (value === null || typeof value !== 'object') return;
  yield [value, pointer];
  for (const [key, item] of Object.entries(value)) {
    yield* pointersTo(item, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

/** AJV names a broken keyword from the nearest `$ref` on; this names it from the top of openapi.json. */
function placeErrors(validate: AnyValidateFunction | undefined, pointers: Map<unknown, string>): void {
  const pointer = pointers.get(validate?.schema);
  if (!validate?.source || pointer === undefined) throw new Error('AJV gave no source for a schema of the fragment');
  const { source } = validate;
  if (!source.validateCode.includes('schemaPath:"#')) return;
  source.validateCode = source.validateCode.replaceAll(
    'schemaPath:"#',
    `schemaPath:${JSON.stringify(pointer).slice(0, -1)}`,
  );
  for (const { value } of source.scopeValues.validate ?? []) placeErrors(value?.ref as AnyValidateFunction, pointers);
}

const exportName = (ref: string): string =>
  ref.includes('/schemas/') ? ref.slice(ref.lastIndexOf('/') + 1) : 'Images';

/** Open and closed validators by status, one file without imports. */
export async function validators(bundle: JsonObject): Promise<Record<string, string>> {
  const table = answers(bundle).map(([status, ref]) => [status, exportName(ref)] as const);
  const side = (name: string): string =>
    `export const ${name} = { ${table.map(([status, fn]) => `${status}: ${name}Schemas.${fn}`).join(', ')} };`;
  const sources: Record<string, string> = {
    open: compile(bundle, false),
    closed: compile(bundle, true),
    entry: `import * as openSchemas from 'open';\nimport * as closedSchemas from 'closed';\n${side('open')}\n${side('closed')}`,
  };
  const { outputFiles } = await build({
    stdin: { contents: sources.entry ?? '', resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    banner: { js: '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.' },
    plugins: [
      {
        name: 'sources',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(open|closed)$/ }, ({ path }) => ({ path, namespace: 'sources' }));
          onLoad({ filter: /./, namespace: 'sources' }, ({ path }) => ({
            contents: sources[path] ?? '',
            resolveDir: import.meta.dirname,
          }));
        },
      },
    ],
  });
  return {
    'validators.js': outputFiles[0]?.text ?? '',
    'validators.d.ts': declarations(table.map(([status]) => status)),
  };
}

const declarations = (
  statuses: string[],
): string => `// Made by \`npm run generate\` from openapi/images-json.yaml; do not edit.

/** One place where a value breaks its schema, as AJV names it. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** Where the broken keyword stands. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whether a value keeps its schema; the errors of the last call stand in \`errors\`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

export type Status = ${statuses.join(' | ')};

/** The validators of the answers' bodies by status; further members are allowed, as Docker says answers may grow. */
export declare const open: Readonly<Record<Status, Validator>>;
/** The same, but members that the contract does not describe are errors. */
export declare const closed: Readonly<Record<Status, Validator>>;
`;
