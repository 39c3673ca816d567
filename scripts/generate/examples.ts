import { at, isObject, type Json, type JsonObject, operationOf, schemasOf } from './bundle.js';
import { type JsonExchange, RECORD_VERSION, type Recording } from './recordings.js';

/** The engines whose recordings examples are cut from, by the image store. */
export const exampleEngines = { containerd: 'docker-28.5.2-containerd', graphdriver: 'docker-28.5.2-overlay2' };

/** Selects the recordings that examples are cut from. */
export const selectExampleRecordings = (recordings: readonly Recording[]): Recording[] =>
  Object.values(exampleEngines).flatMap((engine) =>
    recordings.filter((one) => one.engine === engine && one.apiVersion === RECORD_VERSION),
  );

/** Which recorded list has the image that is the example of a store. */
const lists = { containerd: 'manifests.json.gz', graphdriver: 'plain.json.gz' };

/** An image with a label, and with attestations where the store has manifests. */
const EXAMPLE = 'contract/attested:1';

/** The recorded values of each property, such as `ImageSummary.Id`, as JSON in the order of the recordings. */
export type RecordedValues = ReadonlyMap<string, ReadonlySet<string>>;

/** Finds the name of the schema that a schema, or the items of an array, refers to. */
const findTarget = (schema: Json | undefined): string =>
  isObject(schema) ? (/[^/]+$/.exec(String(schema.$ref ?? at(schema.items ?? {}).$ref ?? ''))?.[0] ?? '') : '';

/** Adds to each property of a schema a recorded example, at whatever API version. */
export function addExamples(bundle: JsonObject, found: RecordedValues): JsonObject {
  const copy = structuredClone(bundle);
  for (const [name, schema] of Object.entries(schemasOf(copy))) {
    for (const [key, member] of Object.entries(at(at(schema).properties ?? {}))) {
      const values = found.get(`${name}.${key}`);
      const [example] = [at(member).examples ?? []].flat();
      if (example !== undefined && !values?.has(JSON.stringify(example))) {
        throw new Error(
          `openapi/images-json.yaml: no recording has the example ${JSON.stringify(example)} of ${name}.${key}; leave it out, and a recorded one is taken`,
        );
      }
      // The target of a reference has examples of its own.
      if (example === undefined && values && !findTarget(member)) at(member).examples = [chooseExample(values)];
    }
  }
  rejectUnrecorded(copy, found);
  return copy;
}

/** Adds to the bundle of the version of record an image of each store as an example of the 200. */
export function addListExamples(bundle: JsonObject, recordings: readonly Recording[]): JsonObject {
  const copy = structuredClone(bundle);
  const examples = Object.entries(lists).map(([store, file]): [string, Json] => {
    const name = `${exampleEngines[store as keyof typeof exampleEngines]}/${file}`; // both have the same keys
    const recording = recordings.find((one) => one.name === name);
    const images = Object.values(recording?.exchange.response.body ?? []);
    const image = images.find((one) => [at(one).RepoTags].flat().includes(EXAMPLE));
    if (!image) throw new Error(`test/recordings: expected ${EXAMPLE} in ${name}, the example of a store`);
    return [store, { summary: `An image of a ${store} store`, value: [image] }];
  });
  at(operationOf(copy), 'responses', '200', 'content', 'application/json').examples = Object.fromEntries(examples);
  return copy;
}

/** Rejects examples of error responses, which are written in the fragment, that no engine sent. */
function rejectUnrecorded(bundle: JsonObject, found: RecordedValues): void {
  const responses = Object.entries(at(operationOf(bundle), 'responses'));
  for (const [status, response] of responses) {
    for (const { example } of Object.values(at(at(response).content ?? {})).map((content) => at(content))) {
      const message = isObject(example) ? example.message : example;
      if (message !== undefined && !found.get(`status ${status}`)?.has(JSON.stringify(message))) {
        throw new Error(
          `openapi/images-json.yaml: no recording has the example ${JSON.stringify(message)} of ${status}`,
        );
      }
    }
  }
}

/** Chooses the first value that is not empty, else the first. */
function chooseExample(values: ReadonlySet<string>): Json {
  const all = [...values];
  return JSON.parse(all.find((text) => !['null', '""', '[]', '{}', '0', '-1'].includes(text)) ?? all[0] ?? 'null');
}

/** Collects what engines sent at each place that a bundle describes. */
export function collectRecorded(bundle: JsonObject, recordings: readonly Recording[]): RecordedValues {
  const schemas = schemasOf(bundle);
  const found = new Map<string, Set<string>>();
  const note = (place: string, value: Json): void =>
    void found.set(place, (found.get(place) ?? new Set()).add(JSON.stringify(value)));
  for (const { exchange } of recordings) {
    const { request, response } = exchange;
    const { status, body } = response;
    const said = isObject(body) ? body.message : response.bodyText;
    if (status !== 200 && said !== undefined) note(`status ${status}`, said);
    visitResponse(schemas, response, note);
    const filters = parseFilters(request.path);
    const spelling = Object.values(filters).some((value) => Array.isArray(value)) ? 'Lists' : 'Sets';
    if (status === 200) visit(schemas, `ImageListFiltersAs${spelling}`, filters, note);
  }
  return found;
}

/** Puts the example of a store first: other images are of the year 2100, or have no date. */
function sortImages(images: readonly Json[]): Json[] {
  const isExample = (image: Json): boolean => [at(image).RepoTags].flat().includes(EXAMPLE);
  return [...images.filter(isExample), ...images.filter((image) => !isExample(image))];
}

type Note = (place: string, value: Json) => void;

/** Visits every property of a response, named by the schema that describes it, such as `ImageSummary.Id`. */
export function visitResponse(schemas: JsonObject, { status, body }: JsonExchange['response'], note: Note): void {
  if (status !== 200) visit(schemas, 'ErrorResponse', body, note);
  else for (const image of sortImages(Array.isArray(body) ? body : [])) visit(schemas, 'ImageSummary', image, note);
}

function visit(schemas: JsonObject, name: string, value: Json | undefined, note: Note): void {
  if (!isObject(value)) return;
  const schema = at(schemas, name);
  const branch = isObject(schema.discriminator) && at(schema.discriminator, 'mapping')[String(value.Kind)];
  if (branch) {
    visit(schemas, /[^/]+$/.exec(String(branch))?.[0] ?? '', value, note);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    note(`${name}.${key}`, item);
    const next = findTarget(at(schema.properties ?? {})[key]);
    if (next && next !== 'ValueSet') for (const one of [item].flat()) visit(schemas, next, one, note);
  }
}

/** Parses the filters of a request; none if they are not JSON. */
function parseFilters(path: string): JsonObject {
  try {
    const filters: Json = JSON.parse(new URLSearchParams(path.split('?')[1] ?? '').get('filters') ?? '{}');
    return isObject(filters) ? filters : {};
  } catch {
    return {};
  }
}
