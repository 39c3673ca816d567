import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { build } from 'esbuild';
import { parse } from 'yaml';
import type { Validator } from '../../../generated/validators.js';
import { at, type JsonObject, mapValues } from '../../generate/bundle.js';
import { makeConstants } from '../../generate/constants.js';
import { deriveContracts, type Overlay, parseOverlays } from '../../generate/contracts.js';
import { RECORD_VERSION } from '../../generate/recordings.js';
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

/** Derives a contract from documents; throws where the generator refuses them. */
export async function createContract(
  { fragment, overlays }: Documents,
  createChecker: CheckerFactory,
): Promise<InMemoryContract> {
  const contracts = await deriveContracts(JSON.parse(JSON.stringify(fragment)), overlays);
  const bundles = new Map(contracts.flatMap(({ versions, bundle }) => versions.map((one) => [one, bundle])));
  const source = makeConstants(at(bundles.get(RECORD_VERSION) ?? null), contracts, {})['constants.js'] ?? '';
  const constants = [...source.matchAll(/^export const (\w+) = (.*);$/gm)];
  const validators = { closed: new Map<string, Validator>(), differences: new Map<string, Validator>() };
  for (const { status, version, schema } of listCheckedSchemas(contracts)) {
    const validate = compileValidator(JSON.stringify(schema));
    if (version === undefined) validators.closed.set(status, validate);
    else validators.differences.set(version, validate);
  }
  const modules = {
    constants: Object.fromEntries(constants.map(([, name, json = '']) => [name, JSON.parse(json)])),
    validators: mapValues(validators, Object.fromEntries),
  };
  return { bundles, ...createChecker(modules) };
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
