import { anyVersion } from '../any.js';
import { at, type Json, type JsonObject } from '../bundle.js';
import type { Contract } from '../contracts.js';
import type { Kind } from './claims.js';
import type { Span } from './ranges.js';

/** What a contract describes: where it stands, and at which API versions. */
export interface Described extends Span {
  readonly pointer: string;
  /** The API version of the bundle that the pointer is into, where that is not the one of record. */
  readonly apiVersion?: string | undefined;
}

type Places = Readonly<Record<string, string>>;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const ENDPOINT = '/paths/~1images~1json/get';
const FILTERS = 'ImageListFiltersAsLists';

/** What a bundle describes, by name, with the pointer to it. */
function placesIn(bundle: JsonObject): Record<Exclude<Kind, 'behaviour'>, Places> {
  const schemas = at(bundle, 'components', 'schemas');
  const operation = at(bundle, 'paths', '/images/json', 'get');
  const propertiesOf = (name: string): [key: string, pointer: string][] =>
    Object.keys(at(at(schemas, name).properties ?? {})).map((key) => [
      key,
      `/components/schemas/${name}/properties/${escaped(key)}`,
    ]);
  const answered = Object.keys(schemas).filter((name) => !/^ImageListFilters|^ValueSet$/.test(name));
  return {
    member: Object.fromEntries(
      answered.flatMap((name) => propertiesOf(name).map(([key, pointer]) => [`${name}.${key}`, pointer])),
    ),
    parameter: Object.fromEntries(
      Object.values(operation.parameters ?? []).map((one: Json, index) => [
        String(at(one).name),
        `${ENDPOINT}/parameters/${index}`,
      ]),
    ),
    filter: Object.fromEntries(propertiesOf(FILTERS)),
    status: Object.fromEntries(
      Object.keys(at(operation, 'responses')).map((status) => [status, `${ENDPOINT}/responses/${status}`]),
    ),
  };
}

/** All that any contract describes, by kind and name, in the order of the newest that has it. */
export function described(
  contracts: readonly Contract[],
  record: Contract,
): Record<Exclude<Kind, 'behaviour'>, Record<string, Described>> {
  const places = contracts.map(({ bundle }) => placesIn(bundle));
  const own = placesIn(record.bundle);
  const all = (kind: Exclude<Kind, 'behaviour'>): Record<string, Described> => {
    const names = [own, ...[...places].reverse()].flatMap((some) => Object.keys(some[kind]));
    const entries = [...new Set(names)].map((name): [string, Described] => {
      const has = places.map((some) => name in some[kind]);
      const [first, last] = [has.indexOf(true), has.lastIndexOf(true)];
      const place = own[kind][name]
        ? { pointer: own[kind][name] }
        : { pointer: places[last]?.[kind][name] ?? '', apiVersion: contracts[last]?.versions.at(-1) };
      const since = first > 0 ? contracts[first]?.versions[0] : undefined;
      return [name, { ...place, since, until: contracts[last + 1]?.versions[0] }];
    });
    return Object.fromEntries(entries);
  };
  return { member: all('member'), parameter: all('parameter'), filter: all('filter'), status: all('status') };
}

/** The schemas of all that any contract describes, by which members of answers are told. */
export const allSchemas = (contracts: readonly Contract[]): JsonObject =>
  at(anyVersion(contracts), 'components', 'schemas');
