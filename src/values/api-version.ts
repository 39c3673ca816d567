/** The minor number of an API version: 49 of `1.49`. API versions are ordered by it. */
export const parseMinorVersion = (version: string): number => Number(version.split('.')[1]);
