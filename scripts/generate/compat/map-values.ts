/** An object with other values. */
export const mapped = <Value, Other, Key extends string>(
  object: Readonly<Record<Key, Value>>,
  change: (value: Value, key: Key) => Other,
): Record<Key, Other> =>
  // Object.entries forgets the names, and so does Object.fromEntries.
  Object.fromEntries(Object.entries<Value>(object).map(([key, value]) => [key, change(value, key as Key)])) as Record<
    Key,
    Other
  >;
