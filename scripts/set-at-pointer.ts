import { getOwn, parsePointer } from '../src/values/pointer.js';

/**
 * Returns a copy of a JSON value with another value at a JSON Pointer. The copy shares everything else with the original.
 *
 * @param replacement `undefined` removes the property or array element
 * @throws when no object or array holds the place and there is something to set
 */
export function setAtPointer<Value>(value: Value, pointer: string, replacement: unknown): Value {
  const copyWith = (here: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return replacement;
    if (typeof here !== 'object' || here === null) {
      if (replacement === undefined) return here;
      throw new Error(`expected an object or array that holds ${pointer}, found ${JSON.stringify(here)}`);
    }
    const below = copyWith(getOwn(here, name), rest);
    if (Array.isArray(here)) return here.toSpliced(Number(name), 1, ...(below === undefined ? [] : [below]));
    if (below !== undefined) return { ...here, [name]: below };
    const { [name]: _, ...others } = here as Record<string, unknown>; // an object has just been seen
    return others;
  };
  return copyWith(value, parsePointer(pointer)) as Value; // the same type, as far as the caller keeps to it
}
