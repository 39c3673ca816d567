/** The tokens of a JSON Pointer (RFC 6901), unescaped. */
export const parsePointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Extends a JSON Pointer by one unescaped token. */
export const appendToken = (pointer: string, token: string): string =>
  `${pointer}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The own property `name` of a value; `undefined` if it has none. Inherited properties do not count. */
export const getOwn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name] // hasOwn proves that it exists
    : undefined;

/** The value at a path of property names; `undefined` if there is none. */
export const getIn = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>(getOwn, value);

/** The value at a JSON Pointer; `undefined` if there is none. */
export const getAtPointer = (value: unknown, pointer: string): unknown => getIn(value, ...parsePointer(pointer));
