import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { parse } from 'yaml';
import type { Validator } from '../../generated/validators.js';
import { at, type JsonObject } from '../generate/bundle.js';
import { constants } from '../generate/constants.js';
import { type Contract, contractsOf, type Overlay, overlaysOf } from '../generate/contracts.js';
import { ajvOptions, judgedSchemas } from '../generate/validators.js';
import type { Judges, Subject } from './subject.js';

/*
 * The contract, made and judged by without a file: what `npm run generate` writes down for the code of src/contract is
 * handed to it.
 */

/** What the contract is made of, as it stands on disk; an alias of YAML is one object in all its places. */
export interface Documents {
  readonly fragment: JsonObject;
  readonly overlays: readonly Overlay[];
}

export function documentsIn(root: string): Documents {
  const text = (path: string): string => readFileSync(join(root, 'openapi', path), 'utf8');
  const overlays = readdirSync(join(root, 'openapi/overlays')).sort();
  return {
    fragment: parse(text('images-json.yaml')),
    overlays: overlaysOf(Object.fromEntries(overlays.map((name) => [name, text(`overlays/${name}`)]))),
  };
}

/** The code that judges, as the text of a function that takes `require` and fills `module.exports`. */
export async function programOf(root: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { judge, judgeList } from './check.js';\nexport { rules } from './rules.js';\n",
      resolveDir: join(root, 'src/contract'),
    },
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    write: false,
    plugins: [
      {
        name: 'generated-elsewhere',
        setup({ onResolve }) {
          onResolve({ filter: /\/generated\/\w+\.js$/ }, ({ path }) => ({ path, external: true }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/** Starts a program by a contract. */
export type Program = (modules: Readonly<Record<string, object>>) => Judges;

export function programFrom(text: string): Program {
  const run = compileFunction(text, ['require', 'module']);
  return (modules) => {
    const module = { exports: {} };
    run((path: string) => modules[/\w+(?=\.js$)/.exec(path)?.[0] ?? ''], module);
    return module.exports as Judges; // what programOf exports
  };
}

/** The contracts of documents; throws where the generator refuses them. */
export const contractsIn = ({ fragment, overlays }: Documents): Promise<Contract[]> =>
  contractsOf(JSON.parse(JSON.stringify(fragment)), overlays);

/** What the clauses are held against, of contracts and a program. */
export function subjectOf(contracts: readonly Contract[], record: string, program: Program): Subject {
  const bundles = new Map(contracts.flatMap(({ versions, bundle }) => versions.map((version) => [version, bundle])));
  const lists = constants(at(bundles.get(record) ?? null), contracts, {})['constants.js'] ?? '';
  const values = [...lists.matchAll(/^export const (\w+) = (.*);$/gm)];
  const modules = {
    constants: Object.fromEntries(values.map(([, name, json = '']) => [name, JSON.parse(json)])),
    validators: validatorsOf(contracts),
  };
  return { bundles, ...program(modules) };
}

// What a schema may look like, AJV need not be told again: the generator asks it.
const ajv = new Ajv2020({
  ...ajvOptions,
  meta: false,
  validateSchema: false,
  strict: false,
  code: { optimize: false },
});

const compiled = new Map<string, Validator>();

function validatorsOf(contracts: readonly Contract[]) {
  const all = judgedSchemas(contracts).map(({ status, version, schema }) => ({
    key: version ?? status,
    version,
    validate: validatorOf(schema),
  }));
  const table = (wanted: boolean) =>
    Object.fromEntries(
      all.filter(({ version }) => (version === undefined) === wanted).map(({ key, validate }) => [key, validate]),
    );
  return { closed: table(true), differences: table(false) };
}

function validatorOf(schema: JsonObject): Validator {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  const fresh = collecting(ajv.compile(schema));
  ajv.removeSchema();
  // Changed contracts come by the thousand, and go.
  if (compiled.size === 200) compiled.clear();
  compiled.set(text, fresh);
  return fresh;
}

/** A validator with the list of errors that those in generated/ have; few values have a thousand errors here. */
function collecting(validate: ValidateFunction): Validator {
  const collect: Validator = (value) => {
    const kept = validate(value);
    collect.errors = Object.assign([...(validate.errors ?? [])], { more: {} });
    return kept;
  };
  return collect;
}
