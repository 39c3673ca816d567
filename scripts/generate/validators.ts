import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import type { JsonObject } from './bundle.js';
import { answerSchema, bundlePointer, statusesOf } from './schemas.js';

/** How AJV judges answers, for the validators and for whoever tries other schemas. */
export const ajvOptions = {
  allErrors: true,
  discriminator: true,
  messages: false,
  // A type list such as [object, null] is how JSON Schema 2020-12 says nullable.
  allowUnionTypes: true,
} as const;

/**
 * Takes in one more error of a validator: a few hundred bytes of `{}` in gzip stand for millions. Of the undocumented
 * members and of all other errors the first thousand each are kept, the rest is counted by keyword.
 */
const KEEP = `export function keep(list, error) {
  list ??= Object.assign([], { undocumented: 0, more: {} });
  const undocumented = error.keyword === 'additionalProperties';
  const kept = undocumented ? list.undocumented : list.length - list.undocumented;
  if (kept < 1000) {
    list.push(error);
    if (undocumented) list.undocumented++;
  } else list.more[error.keyword] = (list.more[error.keyword] ?? 0) + 1;
  return list;
}
`;

/** How AJV collects an error when it is to find all. */
const COLLECTED = /if\(vErrors === null\)\{\nvErrors = \[(\w+)\];\n\}\nelse \{\nvErrors\.push\(\1\);\n\}/g;

/** A module that exports the closed validator of the answer with a status, its errors placed in the bundle. */
function compile(bundle: JsonObject, status: string): string {
  const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true, lines: true } });
  const code = ajvStandalone
    .default(ajv, ajv.compile(answerSchema(bundle, status, true)))
    .replace(COLLECTED, 'vErrors = keep(vErrors, $1);')
    .replace(/schemaPath:"(#[^"]*)"/g, (_, path) => `schemaPath:"${bundlePointer(bundle, status, path)}"`);
  // Where AJV takes errors back, as in a branch of anyOf, it counts on all being in the list.
  if (/vErrors(\.push|\.length|\[)|vErrors = \[/.test(code))
    throw new Error(`status ${status}: AJV collects errors in another way`);
  return `import { keep } from 'keep';\n${code}`;
}

/**
 * The closed validators by status, one file without imports. What the open schemas find, as further members are
 * allowed, is what the closed ones find but for these members: open validators would be as much code again.
 */
export async function validators(bundle: JsonObject): Promise<Record<string, string>> {
  const statuses = statusesOf(bundle);
  const modules = new Map([['keep', KEEP]]);
  const members = statuses.map((status) => {
    const text = compile(bundle, status);
    // Answers of one schema share a validator.
    const known = [...modules].find(([, other]) => other === text)?.[0] ?? `closed${status}`;
    modules.set(known, text);
    return `${status}: ${known}`;
  });
  const imports = [...new Set(members.map((member) => member.split(' ')[1] ?? ''))].map(
    (name) => `import ${name} from '${name}';`,
  );
  const code = await oneFile([...imports, `export const closed = { ${members.join(', ')} };`].join('\n'), modules);
  return { 'validators.js': code, 'validators.d.ts': declarations(statuses) };
}

async function oneFile(entry: string, modules: ReadonlyMap<string, string>): Promise<string> {
  const fromMemory: Plugin = {
    name: 'from-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(closed\d|keep$)/ }, ({ path }) => ({ path, namespace: 'memory' }));
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

/** The validators of the answers' bodies by status; members that the contract does not describe are errors. */
export declare const closed: Readonly<Record<Status, Validator>>;
`;
