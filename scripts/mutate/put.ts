import { child, tokens } from '../../src/values/pointer.js';

/**
 * A copy of a JSON value with one place changed, which shares all else; `undefined` takes the place away. What went with
 * its holder need not be taken away; nothing else can be put where no object or list holds it.
 */
export function put<Value>(value: Value, pointer: string, replacement: unknown): Value {
  const replaced = (here: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return replacement;
    if (typeof here !== 'object' || here === null) {
      if (replacement === undefined) return here;
      throw new Error(`nothing holds ${pointer}`);
    }
    const below = replaced(child(here, name), rest);
    if (Array.isArray(here)) return here.toSpliced(Number(name), 1, below);
    const { [name]: _, ...others } = here as Record<string, unknown>; // it is an object, as has just been seen
    return below === undefined ? others : { ...others, [name]: below };
  };
  return replaced(value, tokens(pointer)) as Value; // the same, but for that place
}
