import { encodeQuery } from '../../../src/client/encode-query.js';
import type { ImageListFilters } from '../../../src/index.js';

/** What a reader has chosen to ask. */
export interface Choice {
  readonly apiVersion: string;
  /** Parameters beside `filters`: flags that are set, and texts. */
  readonly parameters: Readonly<Record<string, true | string>>;
  /** The values of each filter key. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly spelling: 'lists' | 'sets';
}

/** The query as the client takes it. */
export function queryOf({ parameters, filters, spelling }: Choice): Readonly<Record<string, unknown>> {
  const keys = Object.entries(filters).filter(([, values]) => values.length > 0);
  if (keys.length === 0) return parameters;
  return { ...parameters, filters: Object.fromEntries(keys.map(([key, values]) => [key, spelled(values, spelling)])) };
}

const spelled = (values: readonly string[], spelling: Choice['spelling']): ImageListFilters[keyof ImageListFilters] =>
  spelling === 'lists' ? ([...values] as never) : (Object.fromEntries(values.map((value) => [value, true])) as never); // a form holds any text

/** The path and the query, as the client sends them. */
export function targetOf(choice: Choice): string {
  // A URL escapes what encodeURIComponent leaves (URL Standard, special-query percent-encode set).
  const query = encodeQuery(queryOf(choice)).replaceAll("'", '%27');
  return `/v${choice.apiVersion}/images/json${query && `?${query}`}`;
}
