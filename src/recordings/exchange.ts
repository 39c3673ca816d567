import type { Exchange } from '../contract/index.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isHeaders = (value: unknown): boolean =>
  isObject(value) &&
  Object.values(value).every((item) => [item].flat().every((header: unknown) => typeof header === 'string'));

/** What each part of a recording must be: its path, what is asked of it, in words. */
const parts: readonly [path: readonly string[], holds: (value: unknown) => boolean, expected: string][] = [
  [[], isObject, 'an object with `request` and `response`'],
  [['request'], isObject, 'an object with `method` and `path`'],
  [['request', 'method'], (value) => typeof value === 'string', 'a string'],
  [['request', 'path'], (value) => typeof value === 'string', 'a string'],
  [['response'], isObject, 'an object with `status`'],
  [['response', 'status'], Number.isInteger, 'an integer'],
  [['response', 'headers'], (value) => value === undefined || isHeaders(value), 'strings or lists of strings'],
  [['response', 'bodyText'], (value) => value === undefined || typeof value === 'string', 'a string'],
];

/** Why a JSON value is no exchange, in words; `undefined` when it is one. */
export function whyNoExchange(value: unknown): string | undefined {
  for (const [path, holds, expected] of parts) {
    const part = path.reduce<unknown>((here, key) => (isObject(here) ? here[key] : undefined), value);
    if (!holds(part)) return `${path.length === 0 ? 'it' : `\`${path.join('.')}\``} is not ${expected}`;
  }
  return undefined;
}

/** Whether a JSON value is an exchange. */
export const isExchange = (value: unknown): value is Exchange => whyNoExchange(value) === undefined;
