import type { Exchange } from '../contract/index.js';
import { listTarget, requestFrom } from '../request/target.js';
import { bodyOf } from './bodies.js';
import { headersOf } from './headers.js';
import type { Located } from './layout.js';

/** An answer in a text of curl, which goes from one offset to another. */
export interface Answer {
  readonly from: number;
  readonly to: number;
  /** The exchange; words for why there is none. */
  readonly found: { readonly exchange: Exchange; readonly located: Located } | string;
  /** Whether nothing tells what was asked. */
  readonly unasked: boolean;
}

const COMMAND = /^(?:[$#%>] ?)?curl /;
const REQUEST = /^> ([A-Z]+) (\S+) HTTP\/[\d.]+$/;
const STATUS = /^(< )?HTTP\/[\d.]+ (\d{3})(?= |$)/;
const HEADER = /^(?:< )?([\w-]+): ?(.*)$/;
/** What `-v` says around a body. */
const SAID = /^(?:[*<>] |[{}] \[\d+ bytes data\]$)/;

/** What is gathered of an answer, line by line. */
interface Draft {
  readonly from: number;
  readonly request?: { readonly method: string; readonly url: string; readonly at: number };
  status?: { readonly code: number; readonly at: number; readonly said: boolean };
  headers: [string, string][];
  body?: { readonly from: number; to: number };
}

/** The answers in what `curl -i` or `curl -v` wrote, one after another; a command before it says what was asked. */
export function* answersIn(text: string): Generator<Answer> {
  let draft: Draft | undefined;
  for (const { line, from, to } of linesIn(text)) {
    const { body, status } = draft ?? {};
    const request = requestIn(line, from);
    const found = STATUS.exec(line);
    if (request) {
      // Of what `-v` says and the command before it, the former was sent.
      if (draft?.status) yield answerOf(text, draft, from);
      draft = { from: draft && !draft.status ? draft.from : from, request, headers: [] };
    } else if (found && (!status || body)) {
      // What is informational, and what `-v` and `-i` have both written, is followed by the answer itself.
      const again = status && (status.code < 200 || status.said) && text.slice(body?.from, body?.to).trim() === '';
      if (draft && status && !again) yield answerOf(text, draft, from);
      const known: Draft | undefined = status && !again ? undefined : draft;
      draft = {
        ...(known ?? { from }),
        status: { code: Number(found[2]), at: from, said: found[1] !== undefined },
        headers: [],
      };
      delete draft.body;
    } else if (draft && status && !body) {
      const header = HEADER.exec(line);
      if (header) draft.headers.push([header[1] ?? '', header[2] ?? '']);
      else if (line === '' || line.trim() === '<') draft.body = { from: to, to };
    } else if (draft && body) {
      if (!SAID.test(line)) body.to = to;
      else if (text.slice(body.from, body.to).trim() === '') draft.body = { from: to, to };
    }
  }
  if (draft) yield answerOf(text, draft, text.length);
}

function* linesIn(text: string): Generator<{ line: string; from: number; to: number }> {
  for (let from = 0; from < text.length; ) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, end);
    yield { line: line.endsWith('\r') ? line.slice(0, -1) : line, from, to: Math.min(end + 1, text.length) };
    from = end + 1;
  }
}

function answerOf(text: string, { from, request, status, headers, body }: Draft, to: number): Answer {
  const common = { from, to, unasked: request === undefined };
  if (!status) return { ...common, found: 'it has no status line: write it down by `curl -i`' };
  if (!request && status.code !== 200) {
    const found = `nothing tells what was asked with the ${status.code}: put the command before it, or write it down by \`curl -iv\``;
    return { ...common, found };
  }
  const line = requestFrom(request?.method ?? 'GET', request?.url ?? '/images/json');
  if (typeof line === 'string') return { ...common, found: line.replace('request.path', 'URL') };
  const place = (at: number): number => at - from;
  const start = body ? body.from + leading(text, body) : status.at;
  const sent = body ? text.slice(start, body.to).trimEnd() : '';
  const parts = {
    '/request/path': place(request?.at ?? status.at),
    '/response/status': place(status.at),
    '/response/headers': place(status.at),
    '/response/body': place(start),
  };
  const located = { parts, body: { text: sent, inWhole: (offset: number) => place(start) + offset } };
  if (request && listTarget(line) === undefined) {
    return { ...common, found: { exchange: { request: line, response: { status: 0 } }, located } };
  }
  const known = headersOf(headers);
  const response = { status: status.code, ...(known && { headers: known }), ...bodyOf(sent) };
  return { ...common, found: { exchange: { request: line, response }, located } };
}

const leading = (text: string, { from, to }: { from: number; to: number }): number =>
  Math.max(0, text.slice(from, to).search(/\S/));

/** The request of a line of `-v`, or of the command. */
function requestIn(line: string, at: number): Draft['request'] {
  const [, method, url] = REQUEST.exec(line) ?? [];
  if (method !== undefined && url !== undefined) return { method, url, at };
  return COMMAND.test(line) ? { ...asked(line.replace(COMMAND, '')), at } : undefined;
}

/** A word of a command, in quotes or not. */
const WORD = /'([^']*)'|"([^"]*)"|([^\s'"]+)/g;

/** The method and URL that words of a command ask for; data is sent by POST, and with `-G` as the query. */
function asked(command: string): { method: string; url: string } {
  const words = [...command.matchAll(WORD)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
  const after = (...options: string[]): string[] =>
    words.flatMap((word, index) => (options.includes(words[index - 1] ?? '') ? [word] : []));
  const data = after('-d', '--data', '--data-raw');
  const encoded = after('--data-urlencode').map((pair) =>
    pair.replace(/=(.*)$/s, (_, value: string) => `=${encodeURIComponent(value)}`),
  );
  const inQuery = words.includes('-G') || words.includes('--get');
  const sent = [...data, ...encoded];
  const url = words.find((word) => /^https?:\/\//i.test(word)) ?? words.findLast((word) => !word.startsWith('-')) ?? '';
  const query = inQuery && sent.length > 0 ? `${url.includes('?') ? '&' : '?'}${sent.join('&')}` : '';
  const method = after('-X', '--request')[0] ?? (sent.length > 0 && !inQuery ? 'POST' : 'GET');
  return { method, url: url + query };
}
