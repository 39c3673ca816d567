/** The types entry as CommonJS projects find it. */
export type * from '../generated/images-json.cjs';
