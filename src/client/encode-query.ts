import type { ImageListFilters } from '../../generated/images-json.js';

/**
 * Encodes `filters` for a query: JSON, percent-encoded, a space as `%20`. Takes the array form, `{ label: ['a=b'] }`, and
 * the object form, `{ label: { 'a=b': true } }`, and omits keys that are undefined. `decodeURIComponent` gives the JSON.
 *
 * Fails with TypeError on anything but a plain object, such as a string of JSON or a Map.
 *
 * @example
 * import { encodeFilters } from 'docker-images-contract/client';
 *
 * const url = `http://localhost/v1.49/images/json?filters=${encodeFilters({ dangling: ['true'] })}`;
 */
export function encodeFilters(filters: ImageListFilters): string {
  // Arrays, maps and null are not JSON objects.
  const kind = Object.prototype.toString.call(filters).slice('[object '.length, -1);
  if (kind !== 'Object') {
    throw new TypeError(`filters: expected an object such as { dangling: ['true'] }, found ${kind}`);
  }
  return encodeURIComponent(JSON.stringify(filters));
}

/** Encodes a query: `filters` by `encodeFilters`, other values as strings. Omits what is undefined. */
export function encodeQuery(query: Readonly<Record<string, unknown>>): string {
  return Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      // The types of the client guarantee it, and encodeFilters checks it.
      const text = name === 'filters' ? encodeFilters(value as ImageListFilters) : encodeURIComponent(String(value));
      return `${encodeURIComponent(name)}=${text}`;
    })
    .join('&');
}
