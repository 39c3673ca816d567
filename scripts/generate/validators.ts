import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import type { JsonObject } from './bundle.js';
import type { Contract } from './contracts.js';
import { bundlePointer, listStatuses, makeResponseSchema } from './schemas.js';
import { difference, unite } from './union.js';

/** The options of AJV for the validators, and for other schemas of responses. */
export const ajvOptions = {
  allErrors: true,
  discriminator: true,
  messages: false,
  // A type list such as [object, null] is how JSON Schema 2020-12 says nullable.
  allowUnionTypes: true,
  // Counts UTF-16 units: no length but 1 is asked for, and code points need a module at run time. AJV warns of it.
  unicode: false,
  logger: false,
} as const;

/**
 * Collects one more error of a validator. A few hundred bytes of gzip can hold millions of errors, so the first thousand
 * undocumented properties and the first thousand other errors are kept, and the rest is counted by keyword.
 */
const KEEP = `export function keep(list, instancePath, schemaPath, params) {
  list ??= Object.assign([], { undocumented: 0, more: {} });
  const keyword = schemaPath.slice(schemaPath.lastIndexOf('/') + 1);
  const undocumented = keyword === 'additionalProperties';
  const kept = undocumented ? list.undocumented : list.length - list.undocumented;
  if (kept < 1000) {
    list.push({ instancePath, schemaPath, keyword, params });
    if (undocumented) list.undocumented++;
  } else list.more[keyword] = (list.more[keyword] ?? 0) + 1;
  return list;
}
`;

/**
 * Matches how AJV makes and collects an error with `allErrors`. The path ends with the keyword. `keep` makes errors
 * instead: the code at each place is a quarter of all code, which is read and compiled even without errors.
 */
const COLLECTED =
  /const (\w+) = \{instancePath(?::(.+))?,schemaPath:"(#[^"]*\/([^"/]+))",keyword:"\4",params:(.+)\};\nif\(vErrors === null\)\{\nvErrors = \[\1\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g;

/** Compiles a schema to a module that exports its validator, whose errors point into the bundles. */
function compile(schema: JsonObject, pointerOf: (path: string) => string, options: Options = {}): string {
  const ajv = new Ajv2020({
    ...ajvOptions,
    strictTypes: true,
    ...options,
    code: { source: true, esm: true, lines: true },
  });
  const code = ajvStandalone
    .default(ajv, ajv.compile(schema))
    .replace(
      COLLECTED,
      (...[, , place = 'instancePath', path, , params]) =>
        `vErrors = keep(vErrors, ${place}, "${pointerOf(path)}", ${params});`,
    );
  // Where AJV takes errors back, as in a branch of anyOf, it counts on all being in the list.
  if (/vErrors(\.push|\.length|\[)|vErrors = \[/.test(code)) throw new Error('AJV collects errors in another way');
  return `import { keep } from 'keep';\n${code}`;
}

/**
 * Makes the closed validators by status, and those of the differences between contracts, in one file without imports. An
 * open schema finds what a closed one finds, without the undocumented properties: open validators would double the code.
 */
export async function makeValidators(contracts: readonly Contract[]): Promise<Record<string, string>> {
  const bundles = contracts.map(({ bundle }) => bundle);
  const modules = new Map([['keep', KEEP]]);
  const name = (text: string, wanted: string): string => {
    // Responses with the same schema share a validator.
    const known = [...modules].find(([, other]) => other === text)?.[0] ?? wanted;
    modules.set(known, text);
    return known;
  };
  const united: string[] = [];
  const differing: string[] = [];
  for (const { status, version, schema } of listCheckedSchemas(contracts)) {
    const pointerOf = (path: string): string => findPointer(bundles, status, path);
    if (version === undefined) united.push(`${status}: ${name(compile(schema, pointerOf), `closed${status}`)}`);
    else {
      const code = compile(schema, pointerOf, { strictTypes: false });
      differing.push(`'${version}': ${name(code, `differs${version.replace('.', '_')}`)}`);
    }
  }
  const imports = [...modules.keys()].filter((one) => one !== 'keep').map((one) => `import ${one} from '${one}';`);
  const exports = [
    `export const closed = { ${united.join(', ')} };`,
    `export const differences = { ${differing.join(', ')} };`,
  ];
  const code = await bundleModules([...imports, ...exports].join('\n'), modules);
  return { 'validators.js': code, 'validators.d.ts': declarations(listStatuses(bundles[0] ?? {})) };
}

/** A schema that responses with a status are checked by: at every API version, or in addition by one contract. */
interface CheckedSchema {
  readonly status: string;
  /** The first API version of the contract. */
  readonly version?: string;
  readonly schema: JsonObject;
}

/** Lists all schemas that responses are checked by. They reject properties that they do not describe. */
export function listCheckedSchemas(contracts: readonly Contract[]): CheckedSchema[] {
  const bundles = contracts.map(({ bundle }) => bundle);
  return listStatuses(bundles[0] ?? {}).flatMap((status): CheckedSchema[] => {
    const schemas = bundles.map((bundle) => makeResponseSchema(bundle, status, true));
    const whole = unite(schemas);
    const own = schemas.flatMap((schema, index): CheckedSchema[] => {
      const differs = difference(schema, whole);
      return differs ? [{ status, version: contracts[index]?.versions[0] ?? '', schema: differs }] : [];
    });
    if (own.length > 0 && status !== '200') {
      throw new Error(`status ${status}: expected one schema at all API versions, found several`);
    }
    return [{ status, schema: whole }, ...own];
  });
}

/** Finds a keyword in the first bundle that has it. Components have the same names in all bundles. */
function findPointer(bundles: readonly JsonObject[], status: string, path: string): string {
  for (const bundle of bundles) {
    const pointer = bundlePointer(bundle, status, path);
    if (pointer !== undefined) return pointer;
  }
  throw new Error(`status ${status}: no bundle has ${path}`);
}

async function bundleModules(entry: string, modules: ReadonlyMap<string, string>): Promise<string> {
  const fromMemory: Plugin = {
    name: 'from-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(closed|differs|keep$)/ }, ({ path }) => ({ path, namespace: 'memory' }));
      onLoad({ filter: /./, namespace: 'memory' }, ({ path }) => ({
        contents: modules.get(path) ?? '',
        resolveDir: import.meta.dirname,
      }));
    },
  };
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    write: false,
    banner: { js: '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.' },
    plugins: [fromMemory],
  });
  return outputFiles[0]?.text ?? '';
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

/** The first thousand undocumented members, and of all other errors the first thousand; the rest counted by keyword. */
export type SchemaErrors = readonly SchemaError[] & { readonly more: Readonly<Record<string, number>> };

/** Whether a value keeps its schema; the errors of the last call stand in \`errors\`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: SchemaErrors | null;
}

export type Status = ${statuses.join(' | ')};

/** What holds at every API version, by status; members that no contract describes are errors. */
export declare const closed: Readonly<Record<Status, Validator>>;

/** What a list has to keep beyond that, by the first API version of a contract; a member that it has not is an error. */
export declare const differences: Readonly<Record<string, Validator>>;
`;
