/** The tokens of a JSON Pointer (RFC 6901), unescaped. */
export const tokens = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A pointer to a member of the value that another pointer names. */
export const member = (pointer: string, name: string): string =>
  `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The member of a value with this name, of its own and not of its prototype. */
export const child = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name] // hasOwn has just found it
    : undefined;

/** The value that a pointer names, `undefined` where there is none. */
export const valueAt = (value: unknown, pointer: string): unknown => tokens(pointer).reduce<unknown>(child, value);

/** The value that names lead to, `undefined` where there is none. */
export const at = (value: unknown, ...names: readonly string[]): unknown => names.reduce<unknown>(child, value);
