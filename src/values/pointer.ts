/** The tokens of a JSON Pointer (RFC 6901), unescaped. */
export const parsePointer = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A pointer to a member of the value that another pointer names. */
export const appendToken = (pointer: string, token: string): string =>
  `${pointer}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The member of a value with this name, of its own and not of its prototype. */
export const getOwn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name] // hasOwn has just found it
    : undefined;

/** The value that a pointer names, `undefined` where there is none. */
export const getAtPointer = (value: unknown, pointer: string): unknown =>
  parsePointer(pointer).reduce<unknown>(getOwn, value);

/** The value that names lead to, `undefined` where there is none. */
export const getIn = (value: unknown, ...path: readonly string[]): unknown => path.reduce<unknown>(getOwn, value);
