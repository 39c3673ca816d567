/**
 * The instance type of the global class `Name`, such as `Request`, from whichever types the consumer compiles with: Node's,
 * the DOM's, or `object` without either. A declaration that names the class itself would not compile without them.
 *
 * @example
 * import { exchangeFrom, type WebType } from 'docker-images-contract/contract';
 *
 * const read = (response: WebType<'Response'>) => exchangeFrom('/v1.49/images/json', response);
 */
export type WebType<Name extends string> = typeof globalThis extends { [name in Name]: { prototype: infer Instance } }
  ? Instance
  : object;
