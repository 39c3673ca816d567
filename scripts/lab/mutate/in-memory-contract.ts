import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { parse } from 'yaml';
import type { Validator } from '../../../generated/validators.js';
import { at, type JsonObject } from '../../generate/bundle.js';
import { makeConstants } from '../../generate/constants.js';
import { type Contract, deriveContracts, type Overlay, parseOverlays } from '../../generate/contracts.js';
import { ajvOptions, listCheckedSchemas } from '../../generate/validators.js';
import { memoize } from './schema-validator.js';

/*
 * A contract that is derived and used without a file: the modules that `npm run generate` writes for src/contract are
 * made in memory and passed to its code.
 */

/** The documents that the contract is derived from. An alias of YAML is one object in all its places. */
export interface Documents {
  readonly fragment: JsonObject;
  readonly overlays: readonly Overlay[];
}

/** The functions of src/contract that check a response. */
type Checker = Pick<typeof import('../../../src/contract/check-exchange.js'), 'checkImageList' | 'runExchangeCheck'>;

/** A contract: the functions that check responses by it, and the OpenAPI documents by API version. */
export interface InMemoryContract extends Checker {
  readonly bundles: ReadonlyMap<string, JsonObject>;
}

export function readDocuments(root: string): Documents {
  const read = (path: string): string => readFileSync(join(root, 'openapi', path), 'utf8');
  const overlays = readdirSync(join(root, 'openapi/overlays')).sort();
  return {
    fragment: parse(read('images-json.yaml')),
    overlays: parseOverlays(Object.fromEntries(overlays.map((name) => [name, read(`overlays/${name}`)]))),
  };
}

/** Derives the contract of every API version; throws where the generator refuses the documents. */
export const deriveFromDocuments = ({ fragment, overlays }: Documents): Promise<Contract[]> =>
  deriveContracts(JSON.parse(JSON.stringify(fragment)), overlays);

/** Instantiates the checker with other modules in place of those in generated/, by their names. */
type CheckerFactory = (modules: Readonly<Record<string, object>>) => Checker;

/** Bundles the code of src/contract, without the modules in generated/. */
export async function loadChecker(root: string): Promise<CheckerFactory> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/contract/check-exchange.ts')],
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    write: false,
    external: ['../../generated/*'],
  });
  const run = compileFunction(outputFiles[0]?.text ?? '', ['require', 'module']);
  return (modules) => {
    const module = { exports: {} };
    run((path: string) => modules[/\w+(?=\.js$)/.exec(path)?.[0] ?? ''], module);
    return module.exports as Checker; // the exports of check-exchange.ts
  };
}

/** Creates a contract; `version` is the version of record. */
export function createContract(
  contracts: readonly Contract[],
  version: string,
  createChecker: CheckerFactory,
): InMemoryContract {
  const bundles = new Map(contracts.flatMap(({ versions, bundle }) => versions.map((one) => [one, bundle])));
  const source = makeConstants(at(bundles.get(version) ?? null), contracts, {})['constants.js'] ?? '';
  const values = [...source.matchAll(/^export const (\w+) = (.*);$/gm)];
  const modules = {
    constants: Object.fromEntries(values.map(([, name, json = '']) => [name, JSON.parse(json)])),
    validators: createValidators(contracts),
  };
  return { bundles, ...createChecker(modules) };
}

/** Creates the exports of generated/validators.js. */
function createValidators(contracts: readonly Contract[]) {
  const closed: Record<string, Validator> = {};
  const differences: Record<string, Validator> = {};
  for (const { status, version, schema } of listCheckedSchemas(contracts)) {
    const validate = compileValidator(JSON.stringify(schema));
    if (version === undefined) closed[status] = validate;
    else differences[version] = validate;
  }
  return { closed, differences };
}

// The generator has validated the schemas.
const ajv = new Ajv2020({
  ...ajvOptions,
  meta: false,
  validateSchema: false,
  strict: false,
  code: { optimize: false },
});

/** Compiles a schema to a validator that lists errors as those in generated/ do. */
const compileValidator = memoize(200, (schema: string): Validator => {
  const validate = ajv.compile(JSON.parse(schema));
  ajv.removeSchema();
  const validator: Validator = (value) => {
    const isValid = validate(value);
    // A validator in generated/ counts further errors beyond a limit, which no value here reaches.
    validator.errors = Object.assign([...(validate.errors ?? [])], { more: {} });
    return isValid;
  };
  return validator;
});
