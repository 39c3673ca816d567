/**
 * A class of the web's by its name, as the reader's compiler knows it, by Node's types or the DOM's; where it knows neither,
 * any object. A declaration that names the class itself would not compile there.
 */
export type WebType<Name extends string> = typeof globalThis extends { [name in Name]: { prototype: infer Instance } }
  ? Instance
  : object;
