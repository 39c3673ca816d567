import { encodeQuery } from '../../../src/client/encode-query.js';

/** The request that a reader composes. */
export interface Choice {
  readonly apiVersion: string;
  /** The parameters beside `filters`: `true` for a flag that is set, or a string. */
  readonly parameters: Readonly<Record<string, true | string>>;
  /** The values of each filter key that has any. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** The form of `filters`: arrays, or objects. */
  readonly spelling: 'lists' | 'sets';
}

/** The query as the client takes it. */
export function queryOf({ parameters, filters, spelling }: Choice): Readonly<Record<string, unknown>> {
  if (Object.keys(filters).length === 0) return parameters;
  const formatted = Object.entries(filters).map(([key, values]) => [
    key,
    spelling === 'lists' ? values : Object.fromEntries(values.map((value) => [value, true])),
  ]);
  return { ...parameters, filters: Object.fromEntries(formatted) };
}

/** The path and the query, as the client sends them. */
export function targetOf(choice: Choice): string {
  // A URL escapes an apostrophe in its query, encodeURIComponent does not (URL Standard, special-query percent-encode set).
  const query = encodeQuery(queryOf(choice)).replaceAll("'", '%27');
  return `/v${choice.apiVersion}/images/json${query && `?${query}`}`;
}
