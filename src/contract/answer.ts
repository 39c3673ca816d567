import { child } from '../values/pointer.js';
import type { Exchange } from './exchange.js';

type Response = Exchange['response'];

/** The body of an answer: none, the value of its JSON, or a text that is no JSON. */
export type Body = { kind: 'none' } | { kind: 'json'; value: unknown } | { kind: 'text'; text: string };

/** The body, wherever it stands: text that parses as JSON counts as parsed, and an empty one as none. */
export function readBody({ body, bodyText }: Response): Body {
  if (body !== undefined) return { kind: 'json', value: body };
  if (bodyText === undefined || bodyText === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(bodyText) };
  } catch {
    return { kind: 'text', text: bodyText };
  }
}

/** What an error says, as JSON or as plain text. */
export function messageOf(body: Body): string {
  const message = body.kind === 'json' ? child(body.value, 'message') : body.kind === 'text' ? body.text : '';
  return typeof message === 'string' ? message : '';
}

/** The content type without parameters, in lower case. */
export const contentType = (response: Response): string | undefined =>
  header(response, 'content-type')?.split(';')[0]?.trim().toLowerCase();

/** The first value of a header, whose name can be in any case. */
export function header({ headers = {} }: Response, name: string): string | undefined {
  const given = Object.keys(headers).find((given) => given.toLowerCase() === name);
  const value = given === undefined ? undefined : headers[given];
  return typeof value === 'object' ? value[0] : value;
}
