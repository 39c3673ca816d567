/**
 * Collects headers from pairs of name and value; a value that is not a string is left out. Gives `undefined` when there
 * are none: every response has some, so they were not saved.
 */
export function headersOf(
  pairs: Iterable<readonly [name: unknown, value: unknown]>,
): Readonly<Record<string, string[]>> | undefined {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    found.set(name, [...(found.get(name) ?? []), value]);
  }
  // Not by assignment: that would take a name such as `__proto__` for something else.
  return found.size === 0 ? undefined : Object.fromEntries(found);
}
