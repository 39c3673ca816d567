/** Remembers the results of a function by its argument, and forgets them all when there are more than `size`. */
export function memoize<Key, Result>(size: number, compute: (key: Key) => Result): (key: Key) => Result {
  const results = new Map<Key, { readonly result: Result }>();
  return (key) => {
    const known = results.get(key);
    if (known) return known.result;
    const result = compute(key);
    if (results.size === size) results.clear();
    results.set(key, { result });
    return result;
  };
}
