import { at, type JsonObject } from './bundle.js';
import type { Contract } from './contracts.js';
import { unite } from './union.js';

/**
 * A document for who asks at an API version that is not known beforehand: what may be asked at the newest, of which an
 * engine ignores what is newer than it, and schemas that take what any contract takes.
 */
export function anyVersion(contracts: readonly Contract[]): JsonObject {
  const newest = contracts.at(-1)?.bundle ?? {};
  const all = contracts.map(({ bundle }) => at(bundle, 'components', 'schemas'));
  const names = [...new Set(all.flatMap(Object.keys))];
  const schemas = names.map((name) => [name, unite(all.flatMap((some) => (name in some ? [at(some, name)] : [])))]);
  return { ...newest, components: { ...at(newest, 'components'), schemas: Object.fromEntries(schemas) } };
}
