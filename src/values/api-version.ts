/** The minor number of an API version, by which versions compare. */
export const parseMinorVersion = (version: string): number => Number(version.split('.')[1]);
