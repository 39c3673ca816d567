import { findFractions } from '../values/json-body.js';
import { getOwn } from '../values/pointer.js';
import type { Exchange } from './exchange.js';

type ExchangeResponse = Exchange['response'];

/**
 * A response body: none, text that is not JSON, or a JSON value, with the pointers to numbers that are written with a point or
 * an exponent, if the text is known.
 */
export type ResponseBody =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown; fractionPointers?: readonly string[] }
  | { kind: 'text'; text: string };

/** Reads the body from either property. Text that parses as JSON counts as parsed, empty text as none. */
export function parseBody({ body, bodyText }: ExchangeResponse): ResponseBody {
  if (body !== undefined) return { kind: 'json', value: body };
  if (bodyText === undefined || bodyText === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(bodyText), fractionPointers: findFractions(bodyText) };
  } catch {
    return { kind: 'text', text: bodyText };
  }
}

/** The message of an error response, from JSON or plain text. */
export function getErrorMessage(body: ResponseBody): string {
  const message = body.kind === 'json' ? getOwn(body.value, 'message') : body.kind === 'text' ? body.text : '';
  return typeof message === 'string' ? message : '';
}

/** The content type without parameters, in lower case. */
export const getContentType = (response: ExchangeResponse): string | undefined =>
  getHeader(response, 'content-type')?.split(';')[0]?.trim().toLowerCase();

/** The first value of a header. `name` is in lower case. */
export function getHeader({ headers = {} }: ExchangeResponse, name: string): string | undefined {
  const headerName = Object.keys(headers).find((headerName) => headerName.toLowerCase() === name);
  const value = headerName === undefined ? undefined : headers[headerName];
  return typeof value === 'object' ? value[0] : value;
}
