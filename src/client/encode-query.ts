import type { ImageListFilters } from '../../generated/images-json.js';

/**
 * Writes `filters` as an engine reads them in a query: JSON, percent-encoded, a space as `%20`. Takes both spellings,
 * `{ label: ['a=b'] }` and `{ label: { 'a=b': true } }`; a key that is undefined is left out. Decoded with
 * `decodeURIComponent`, the text is the JSON again.
 *
 * Fails with TypeError on what is no object, such as JSON text or a Map.
 *
 * @example
 * import { encodeFilters } from 'docker-images-contract/client';
 *
 * const url = `http://localhost/v1.49/images/json?filters=${encodeFilters({ dangling: ['true'] })}`;
 */
export function encodeFilters(filters: ImageListFilters): string {
  // Arrays, maps and null are objects too, but not to an engine.
  const kind = Object.prototype.toString.call(filters).slice('[object '.length, -1);
  if (kind !== 'Object') {
    throw new TypeError(`filters: expected an object such as { dangling: ['true'] }, found ${kind}`);
  }
  return encodeURIComponent(JSON.stringify(filters));
}

/** Writes the query: `filters` by `encodeFilters`, the rest as text; what is undefined is left out. */
export function encodeQuery(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      // The types say so; encodeFilters looks for itself.
      const text = name === 'filters' ? encodeFilters(value as ImageListFilters) : encodeURIComponent(String(value));
      return `${encodeURIComponent(name)}=${text}`;
    })
    .join('&');
}
