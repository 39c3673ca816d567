import type { Exchange } from '../../contract/index.js';
import { getListTarget, validateRequestLine } from '../../request/parse-target.js';
import { parseBodyText } from '../decode-body.js';
import type { FieldOffsets } from '../field-paths.js';
import { collectHeaders } from '../headers.js';

/** An answer in a text of curl, which goes from one offset to another. */
export interface CurlExchange {
  readonly from: number;
  readonly to: number;
  /** The exchange; words for why there is none. */
  readonly result: { readonly exchange: Exchange; readonly fieldOffsets: FieldOffsets } | string;
  /** Whether nothing tells what was asked. */
  readonly hasNoRequest: boolean;
}

const COMMAND_LINE = /^(?:[$#%>] ?)?curl /;
const REQUEST_LINE = /^> ([A-Z]+) (\S+) HTTP\/[\d.]+$/;
const STATUS_LINE = /^(< )?HTTP\/[\d.]+ (\d{3})(?= |$)/;
const HEADER_LINE = /^(?:< )?([\w-]+): ?(.*)$/;
/** What `-v` says around a body. */
const VERBOSE_LINE = /^(?:[*<>] |[{}] \[\d+ bytes data\]$)/;

/** What is gathered of an answer, line by line. */
interface CurlDraft {
  readonly from: number;
  readonly request?: { readonly method: string; readonly url: string; readonly offset: number };
  status?: { readonly code: number; readonly offset: number; readonly isVerbose: boolean };
  headers: [string, string][];
  body?: { readonly from: number; to: number };
}

/** The answers in what `curl -i` or `curl -v` wrote, one after another; a command before it says what was asked. */
export function* parseCurlOutput(text: string): Generator<CurlExchange> {
  let draft: CurlDraft | undefined;
  for (const { line, from, to } of splitLines(text)) {
    const { body, status } = draft ?? {};
    const request = parseRequest(line, from);
    const statusMatch = STATUS_LINE.exec(line);
    if (request) {
      // Of what `-v` says and the command before it, the former was sent.
      if (draft?.status) yield createCurlExchange(text, draft, from);
      draft = { from: draft && !draft.status ? draft.from : from, request, headers: [] };
    } else if (statusMatch && (!status || body)) {
      // What is informational, and what `-v` and `-i` have both written, is followed by the answer itself.
      const isRepeated =
        status && (status.code < 200 || status.isVerbose) && text.slice(body?.from, body?.to).trim() === '';
      if (draft && status && !isRepeated) yield createCurlExchange(text, draft, from);
      const previous: CurlDraft | undefined = status && !isRepeated ? undefined : draft;
      draft = {
        ...(previous ?? { from }),
        status: { code: Number(statusMatch[2]), offset: from, isVerbose: statusMatch[1] !== undefined },
        headers: [],
      };
      delete draft.body;
    } else if (draft && status && !body) {
      const header = HEADER_LINE.exec(line);
      if (header) draft.headers.push([header[1] ?? '', header[2] ?? '']);
      else if (line === '' || line.trim() === '<') draft.body = { from: to, to };
    } else if (draft && body) {
      if (!VERBOSE_LINE.test(line)) body.to = to;
      else if (text.slice(body.from, body.to).trim() === '') draft.body = { from: to, to };
    }
  }
  if (draft) yield createCurlExchange(text, draft, text.length);
}

function* splitLines(text: string): Generator<{ line: string; from: number; to: number }> {
  for (let from = 0; from < text.length; ) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, end);
    yield { line: line.endsWith('\r') ? line.slice(0, -1) : line, from, to: Math.min(end + 1, text.length) };
    from = end + 1;
  }
}

function createCurlExchange(
  text: string,
  { from, request, status, headers, body }: CurlDraft,
  to: number,
): CurlExchange {
  const common = { from, to, hasNoRequest: request === undefined };
  if (!status) return { ...common, result: 'it has no status line: write it down by `curl -i`' };
  if (!request && status.code !== 200) {
    const found = `nothing tells what was asked with the ${status.code}: put the command before it, or write it down by \`curl -iv\``;
    return { ...common, result: found };
  }
  const line = validateRequestLine(request?.method ?? 'GET', request?.url ?? '/images/json');
  if (typeof line === 'string') return { ...common, result: line.replace('request.path', 'URL') };
  const toSliceOffset = (offset: number): number => offset - from;
  const start = body ? body.from + countLeadingSpaces(text, body) : status.offset;
  const bodyText = body ? text.slice(start, body.to).trimEnd() : '';
  const offsets = {
    '/request/path': toSliceOffset(request?.offset ?? status.offset),
    '/response/status': toSliceOffset(status.offset),
    '/response/headers': toSliceOffset(status.offset),
    '/response/body': toSliceOffset(start),
  };
  const fieldOffsets = {
    offsets,
    body: { text: bodyText, toSliceOffset: (offset: number) => toSliceOffset(start) + offset },
  };
  if (request && getListTarget(line) === undefined) {
    return { ...common, result: { exchange: { request: line, response: { status: 0 } }, fieldOffsets } };
  }
  const knownHeaders = collectHeaders(headers);
  const response = { status: status.code, ...(knownHeaders && { headers: knownHeaders }), ...parseBodyText(bodyText) };
  return { ...common, result: { exchange: { request: line, response }, fieldOffsets } };
}

const countLeadingSpaces = (text: string, { from, to }: { from: number; to: number }): number =>
  Math.max(0, text.slice(from, to).search(/\S/));

/** The request of a line of `-v`, or of the command. */
function parseRequest(line: string, offset: number): CurlDraft['request'] {
  const [, method, url] = REQUEST_LINE.exec(line) ?? [];
  if (method !== undefined && url !== undefined) return { method, url, offset };
  return COMMAND_LINE.test(line) ? { ...parseCommand(line.replace(COMMAND_LINE, '')), offset } : undefined;
}

/** A word of a command, in quotes or not. */
const SHELL_WORD = /'([^']*)'|"([^"]*)"|([^\s'"]+)/g;

/** The method and URL that words of a command ask for; data is sent by POST, and with `-G` as the query. */
function parseCommand(command: string): { method: string; url: string } {
  const args = [...command.matchAll(SHELL_WORD)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');
  const getValuesAfter = (...options: string[]): string[] =>
    args.flatMap((word, index) => (options.includes(args[index - 1] ?? '') ? [word] : []));
  const data = getValuesAfter('-d', '--data', '--data-raw');
  const encodedData = getValuesAfter('--data-urlencode').map((pair) =>
    pair.replace(/=(.*)$/s, (_, value: string) => `=${encodeURIComponent(value)}`),
  );
  const isGetOption = args.includes('-G') || args.includes('--get');
  const allData = [...data, ...encodedData];
  const url = args.find((word) => /^https?:\/\//i.test(word)) ?? args.findLast((word) => !word.startsWith('-')) ?? '';
  const query = isGetOption && allData.length > 0 ? `${url.includes('?') ? '&' : '?'}${allData.join('&')}` : '';
  const method = getValuesAfter('-X', '--request')[0] ?? (allData.length > 0 && !isGetOption ? 'POST' : 'GET');
  return { method, url: url + query };
}
