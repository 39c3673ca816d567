import { tokens } from '../src/values/pointer.js';

/** A copy of a JSON value with one place changed; `undefined` takes the place away. */
export function put<T>(value: T, pointer: string, replacement: unknown): unknown {
  // A clone through JSON, so that no two places share an object.
  const copy: unknown = JSON.parse(JSON.stringify(value));
  const path = tokens(pointer);
  const last = path.pop();
  if (last === undefined) return replacement;
  const holder = path.reduce((here, key) => (here as Record<string, unknown>)[key], copy);
  if (replacement === undefined) delete (holder as Record<string, unknown>)[last];
  else (holder as Record<string, unknown>)[last] = replacement;
  return copy;
}
