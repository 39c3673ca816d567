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

/** A module that exports the validator of a schema, its errors placed in the bundle. */
function compile(bundle: JsonObject, status: string, closed: boolean): string {
  const ajv = new Ajv2020({ ...ajvOptions, code: { source: true, esm: true, lines: true } });
  const code = ajvStandalone.default(ajv, ajv.compile(answerSchema(bundle, status, closed)));
  return code.replace(/schemaPath:"(#[^"]*)"/g, (_, path) => `schemaPath:"${bundlePointer(bundle, status, path)}"`);
}

/** Open and closed validators by status, one file without imports. */
export async function validators(bundle: JsonObject): Promise<Record<string, string>> {
  const statuses = statusesOf(bundle);
  const modules = new Map<string, string>();
  const side = (name: string, closed: boolean): string => {
    const members = statuses.map((status) => {
      const text = compile(bundle, status, closed);
      // Answers of one schema share a validator.
      const known = [...modules].find(([, other]) => other === text)?.[0] ?? `${name}${status}`;
      modules.set(known, text);
      return `${status}: ${known}`;
    });
    return `export const ${name} = { ${members.join(', ')} };`;
  };
  const tables = [side('open', false), side('closed', true)];
  const imports = [...modules.keys()].map((name) => `import ${name} from '${name}';`);
  const code = await oneFile([...imports, ...tables].join('\n'), modules);
  return { 'validators.js': code, 'validators.d.ts': declarations(statuses) };
}

async function oneFile(entry: string, modules: ReadonlyMap<string, string>): Promise<string> {
  const fromMemory: Plugin = {
    name: 'from-memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(open|closed)\d/ }, ({ path }) => ({ path, namespace: 'memory' }));
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
