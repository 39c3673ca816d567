import { getListTarget, type RequestLine, validateRequestLine } from '../../request/parse-target.js';
import { previewValue } from '../../values/format-value.js';
import { parseJsonBody } from '../../values/json-body.js';
import { collectHeaders } from '../headers.js';
import { InputError } from '../input-error.js';
import { findPositions, START_POSITION } from '../positions.js';
import type { ParsedExchange } from '../recorded-exchange.js';

const COMMAND_LINE = /^(?:[$#%>] ?)?curl /;
const REQUEST_LINE = /^> ([A-Z]+) (\S+) HTTP\/[\d.]+$/;
const STATUS_LINE = /^(< )?HTTP\/[\d.]+ (\d{3})(?= |$)/;
const HEADER_LINE = /^(?:< )?([\w-]+): ?(.*)$/;
/** What `-v` says around a body. */
const VERBOSE_LINE = /^(?:[*<>] |[{}] \[\d+ bytes data\]$)/;

/** What is known of a response, collected line by line. Offsets are those in the whole text. */
interface CurlDraft {
  readonly from: number;
  readonly request?: { readonly method: string; readonly url: string; readonly offset: number };
  status?: { readonly code: number; readonly offset: number; readonly isVerbose: boolean };
  headers: [string, string][];
  body?: { readonly from: number; to: number };
}

/** Reads the responses that `curl -i` or `curl -v` wrote, one after another; a command before one says its request. */
export function* readCurl(name: string, text: string): Generator<ParsedExchange | InputError> {
  const drafts = [...splitResponses(text)];
  if (drafts.length === 0) {
    const found = previewValue(text.trimStart().split('\n', 1)[0]);
    yield new InputError(`${name}: expected a recording or what \`curl -i\` writes, found ${found}`);
  }
  const starts = findPositions(
    { text, start: START_POSITION },
    drafts.map(({ from }) => from),
  );
  for (const [index, draft] of drafts.entries()) {
    const start = starts[index] ?? START_POSITION;
    const parsed = parseResponse(text, draft);
    if (parsed instanceof InputError) {
      yield new InputError(
        `${name}:${start.line}:${start.column}: expected a response that curl wrote, but ${parsed.message}`,
      );
    } else {
      const slice = { text: text.slice(draft.from, drafts[index + 1]?.from), start };
      yield { ...parsed, isImageList: !draft.request, getSlice: () => slice };
    }
  }
}

function* splitResponses(text: string): Generator<CurlDraft> {
  let draft: CurlDraft | undefined;
  for (const { line, from, to } of splitLines(text)) {
    const { body, status } = draft ?? {};
    const request = parseRequest(line, from);
    const statusMatch = STATUS_LINE.exec(line);
    const hasEmptyBody = body && text.slice(body.from, body.to).trim() === '';
    if (request) {
      // Of what `-v` says and the command before it, the former was sent.
      if (draft?.status) yield draft;
      draft = { from: draft && !draft.status ? draft.from : from, request, headers: [] };
    } else if (statusMatch && (!status || body)) {
      // The response itself follows an informational one, that of a proxy to CONNECT, and one that `-v` and `-i` wrote both.
      const isRepeated = status && (status.code < 200 || status.isVerbose || isOfTunnel(draft)) && hasEmptyBody;
      if (draft && status && !isRepeated) yield draft;
      const { request: sent, from: start }: Pick<CurlDraft, 'from' | 'request'> =
        draft && (!status || isRepeated) ? draft : { from };
      const code = Number(statusMatch[2]);
      draft = {
        from: start,
        ...(sent && { request: sent }),
        status: { code, offset: from, isVerbose: statusMatch[1] !== undefined },
        headers: [],
      };
    } else if (draft && status && !body) {
      const header = HEADER_LINE.exec(line);
      if (header) draft.headers.push([header[1] ?? '', header[2] ?? '']);
      else if (line === '' || line.trim() === '<') draft.body = { from: to, to };
    } else if (draft && body) {
      if (!VERBOSE_LINE.test(line)) body.to = to;
      else if (hasEmptyBody) draft.body = { from: to, to };
    }
  }
  if (draft) yield draft;
}

/** Whether a response says nothing of a body, as that of a proxy to CONNECT. */
const isOfTunnel = ({ status, headers = [] }: Partial<CurlDraft> = {}): boolean =>
  status !== undefined && status.code < 300 && !headers.some(([name]) => /^(?:content-|transfer-|api-)/i.test(name));

function* splitLines(text: string): Generator<{ line: string; from: number; to: number }> {
  for (let from = 0; from < text.length; ) {
    let end = text.indexOf('\n', from);
    if (end < 0) end = text.length;
    const line = text.slice(from, end);
    yield { line: line.endsWith('\r') ? line.slice(0, -1) : line, from, to: Math.min(end + 1, text.length) };
    from = end + 1;
  }
}

/** An error says no position. */
function parseResponse(
  text: string,
  { from, request, status, headers, body }: CurlDraft,
): Pick<ParsedExchange, 'exchange' | 'parts' | 'body'> | InputError {
  if (!status) return new InputError('it has no status line: write it down by `curl -i`');
  if (!request && status.code !== 200) {
    return new InputError(
      `nothing tells what was asked with the ${status.code}: put the command before it, or write it down by \`curl -iv\``,
    );
  }
  const line: RequestLine | string = validateRequestLine(
    request?.method ?? 'GET',
    request?.url ?? '/images/json',
    'URL',
  );
  if (typeof line === 'string') return new InputError(line);
  const bodyText = body ? text.slice(body.from, body.to) : '';
  const bodyStart = body ? body.from + Math.max(0, bodyText.search(/\S/)) : status.offset;
  const common = {
    parts: {
      '/request/path': (request?.offset ?? status.offset) - from,
      '/response/status': status.offset - from,
      '/response/headers': status.offset - from,
      '/response/body': bodyStart - from,
    },
    body: { form: 'json' },
  } as const;
  if (request && getListTarget(line) === undefined) {
    return { ...common, exchange: { request: line, response: { status: 0 } } };
  }
  const known = collectHeaders(headers);
  const decoded = removeChunkSizes(bodyText, headers);
  const response = {
    status: status.code,
    ...(known && { headers: known }),
    ...parseJsonBody((decoded ?? bodyText).trim()),
  };
  const recordedBody = decoded === undefined ? common.body : ({ form: 'encoded', text: decoded } as const);
  return { ...common, body: recordedBody, exchange: { request: line, response } };
}

const CHUNK_SIZE = /^([\da-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n/i;

/** Joins the chunks that `curl --raw` wrote with their sizes, in bytes; `undefined` if the body has no chunk sizes. */
function removeChunkSizes(body: string, headers: CurlDraft['headers']): string | undefined {
  if (!headers.some(([name, value]) => /^transfer-encoding$/i.test(name) && /chunked/i.test(value))) return undefined;
  const bytes = Buffer.from(body);
  const chunks: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const size = CHUNK_SIZE.exec(bytes.toString('latin1', from, from + 256));
    if (!size) return chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined;
    const start = from + size[0].length;
    const end = start + Number.parseInt(size[1] ?? '', 16);
    chunks.push(bytes.subarray(start, end));
    if (end === start) break;
    from = end;
    while (bytes[from] === 0x0d || bytes[from] === 0x0a) from++;
  }
  return Buffer.concat(chunks).toString();
}

/** Reads the request in a line of `-v`, or in the command. */
function parseRequest(line: string, offset: number): CurlDraft['request'] {
  const [, method, url] = REQUEST_LINE.exec(line) ?? [];
  if (method !== undefined && url !== undefined) return { method, url, offset };
  return COMMAND_LINE.test(line) ? { ...parseCommand(line.replace(COMMAND_LINE, '')), offset } : undefined;
}

/** A word of a command, in quotes or not. */
const SHELL_WORD = /'([^']*)'|"([^"]*)"|([^\s'"]+)/g;

/** Options whose value may be a URL other than that of the request. */
const OPTION_WITH_URL = /^(?:-[a-zA-Z]*[xeHoA]|--(?:proxy|preproxy|referer|header|output|user-agent))$/;

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
  const isUrl = (word: string, index: number): boolean =>
    /^https?:\/\//i.test(word) && !OPTION_WITH_URL.test(args[index - 1] ?? '');
  const url = args.find(isUrl) ?? args.findLast((word) => !word.startsWith('-')) ?? '';
  const query = isGetOption && allData.length > 0 ? `${url.includes('?') ? '&' : '?'}${allData.join('&')}` : '';
  const method = getValuesAfter('-X', '--request')[0] ?? (allData.length > 0 && !isGetOption ? 'POST' : 'GET');
  return { method, url: url + query };
}
