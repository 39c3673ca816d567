import { at, type Json, type JsonObject, objects, operationOf, schemasOf } from './bundle.js';
import type { Contract } from './contracts.js';

/** Gives the label of a place from a path such as `.Labels`. */
type Label = (path: string) => string;

/** Shapes as JSON, by label. */
type Shapes = Map<string, string>;

/** Makes what there is to cover in all contracts: each place with the words of any contract, and where they differ. */
export function makeCoverage(contracts: readonly Contract[]): Record<string, string> {
  const all = contracts.map(({ bundle }) => listShapes(bundle));
  // The newest has most places, and the order of the fragment.
  const labels = new Set(all.toReversed().flatMap((shapes) => [...shapes.keys()]));
  const united = [...labels].map((label): [string, JsonObject] => {
    const shapes = all.map((one): JsonObject => JSON.parse(one.get(label) ?? '{}'));
    const words = new Set(shapes.flatMap((shape) => Object.values(shape.words ?? []).map(String)));
    return [
      label,
      { ...mergeShapes(shapes), words: unlessEmpty([...words].map((word) => formatWord(word, shapes))) ?? [] },
    ];
  });
  return makeModule(united);
}

/** Adds to a word the first and the last contract that has it, unless all have it. */
function formatWord(word: string, shapes: readonly JsonObject[]): Json {
  const having = shapes.flatMap(({ words }, index) => (Object.values(words ?? []).includes(word) ? [index] : []));
  const [first = 0, last = 0] = [having[0], having.at(-1)];
  if (last - first + 1 !== having.length) throw new Error(`coverage: "${word}" comes, goes and comes again`);
  return having.length === shapes.length ? word : [word, first, last];
}

/** Merges shapes of one place. They agree wherever they have a value. */
function mergeShapes(shapes: readonly JsonObject[]): JsonObject {
  const all: JsonObject = Object.assign({}, ...shapes);
  const members: JsonObject = Object.assign({}, ...shapes.map((shape) => shape.members ?? {}));
  return Object.keys(members).length > 0 ? { ...all, members } : all;
}

/**
 * Lists what there is to cover in one contract: a shape for each place where exchanges can differ, with one word a way. The
 * headers of responses are left out, as coverage does not count them; a constant is no choice.
 */
function listShapes(bundle: JsonObject): Shapes {
  const shapes: Shapes = new Map();
  const components = schemasOf(bundle);
  const { parameters, responses } = operationOf(bundle);
  const add = createAdder(components, shapes);
  for (const { name, schema } of objects(parameters)) {
    const words = unlessEmpty(schema ? listChoices(at(schema)) : []) ?? [''];
    shapes.set(`parameter ${name}`, JSON.stringify({ words }));
  }
  for (const branch of Object.values(at(components, 'ImageListFilters').anyOf ?? [])) {
    const name = String(at(branch).$ref).split('/').at(-1) ?? '';
    const form = name === 'ImageListFiltersAsLists' ? 'array' : 'object';
    add(at(components, name), (path) => `filters${path} in the ${form} form`, '', ['']);
  }
  for (const [status, response] of Object.entries(responses ?? {})) {
    const content = at(response, 'content');
    // A single content type is in every response of the status.
    const [, ...others] = Object.keys(content);
    const words = ['', ...(others.length > 0 ? Object.keys(content) : [])];
    add(at(content, 'application/json', 'schema'), (path) => `status ${status}${path}`, '', words);
  }
  return shapes;
}

/** Creates a function that adds the shapes of a schema and those below it. It returns `undefined` if values cannot differ. */
function createAdder(components: JsonObject, shapes: Shapes) {
  const component = (pointer: Json): string | undefined => {
    const name = String(pointer).replace('#/components/schemas/', '');
    return add(at(components, name), (path) => name + path);
  };
  return add;

  function add(schema: JsonObject, label: Label, path = '', also: string[] = []): string | undefined {
    const name = label(path);
    if (shapes.has(name)) return name;
    shapes.set(name, ''); // it stands before those below it
    const { $ref, properties, required, items, additionalProperties, discriminator } = schema;
    const { propertyName: tag, mapping } = at(discriminator ?? {});
    const kinds = Object.entries(mapping ?? {});
    const members = Object.entries(properties ?? {}).flatMap(([key, value]) => {
      const optional = Object.values(required ?? []).includes(key) ? [] : ['absent', ''];
      const below = add(at(value), label, `${path}.${key}`, optional);
      return below === undefined ? [] : [[key, below]];
    });
    const each = items ?? additionalProperties;
    const shape = JSON.stringify({
      words: unlessEmpty([...also, ...listChoices(schema), ...kinds.map(([kind]) => `${tag} "${kind}"`)]),
      members: unlessEmpty(members) && Object.fromEntries(members),
      each: typeof each === 'object' ? add(at(each), label, path + (items ? '[]' : '.*')) : undefined,
      is: $ref && component($ref),
      tag,
      branches: mapping && Object.fromEntries(kinds.map(([kind, pointer]) => [kind, component(pointer)])),
    });
    shapes.set(name, shape);
    if (shape !== '{}') return name;
    shapes.delete(name);
    return undefined;
  }
}

/** Lists the ways in which values of one schema differ, apart from those below it. */
function listChoices({ type, minItems, minProperties, items, additionalProperties, ...schema }: JsonObject): string[] {
  const types = [type].flat();
  const holds = items ?? additionalProperties;
  return [
    ...(types.includes('null') ? ['null', 'not null'] : []),
    ...(typeof holds === 'object' && !minItems && !minProperties ? ['empty', 'not empty'] : []),
    ...Object.values(schema.enum ?? []).map((value) => JSON.stringify(value)),
    ...(types.includes('boolean') && !('const' in schema) ? ['true', 'false'] : []),
  ];
}

const unlessEmpty = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

function makeModule(shapes: readonly (readonly [string, JsonObject])[]): Record<string, string> {
  const head = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n';
  const lines = shapes.map(([label, shape]) => `  ${JSON.stringify(label)}: ${JSON.stringify(shape)},\n`);
  return {
    'coverage.js': `${head}export const shapes = {\n${lines.join('')}};\n`,
    'coverage.d.ts': `${head}
/** What there is to cover in one place of the contract, and which places are below it, by their labels. */
export interface Shape {
  /**
   * The ways in which values differ there; \`""\` says that there is one. Where not every contract has a way, with the
   * first and the last that has it, as indices into \`contracts\`.
   */
  readonly words: readonly (string | readonly [word: string, first: number, last: number])[];
  /** The places of the members of an object. */
  readonly members?: Readonly<Record<string, string>>;
  /** The place of all items of a list, or all values of a map. */
  readonly each?: string;
  /** The place that describes the value further. */
  readonly is?: string;
  /** The member that tells which branch of a union a value is. */
  readonly tag?: string;
  /** The places of the branches, by what the tag says. */
  readonly branches?: Readonly<Record<string, string>>;
}

export declare const shapes: Readonly<Record<string, Shape>>;
`,
  };
}
