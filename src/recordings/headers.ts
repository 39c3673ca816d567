/**
 * Collects headers from pairs of name and value; a value that is not a string is left out. Gives `undefined` when there
 * are none: every response has some, so they were not saved.
 */
export function collectHeaders(
  pairs: Iterable<readonly [name: unknown, value: unknown]>,
): Readonly<Record<string, string[]>> | undefined {
  const valuesByName = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    valuesByName.set(name, [...(valuesByName.get(name) ?? []), value]);
  }
  // Not by assignment: that would take a name such as `__proto__` for something else.
  return valuesByName.size === 0 ? undefined : Object.fromEntries(valuesByName);
}
