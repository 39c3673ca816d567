/** The values of each header, by its name as it was recorded. */
export type HeaderRecord = Readonly<Record<string, string[]>>;

/**
 * Collects headers from pairs of name and value, and leaves out pairs that are not strings. Returns `undefined` when
 * there are none: every response has some, so they were not saved.
 */
export function collectHeaders(pairs: Iterable<readonly [name: unknown, value: unknown]>): HeaderRecord | undefined {
  const valuesByName = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    const values = valuesByName.get(name);
    if (values) values.push(value);
    else valuesByName.set(name, [value]);
  }
  // `fromEntries` makes `__proto__` a key like any other; an assignment does not.
  return valuesByName.size === 0 ? undefined : Object.fromEntries(valuesByName);
}
