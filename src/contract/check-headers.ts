import { headers as described } from '../../generated/constants.js';
import { unsupportedVersionMessage } from '../engine/allowed-statuses.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { parseMinorVersion } from '../values/api-version.js';
import { previewValue } from '../values/format-value.js';
import type { Exchange } from './exchange.js';
import type { FindingDraft } from './finding.js';
import { getErrorMessage, getHeader, type ResponseBody } from './response-body.js';

/** Whether headers were recorded: no server sends the content type alone. */
const hasRecordedHeaders = ({ headers = {} }: Exchange['response']): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() !== 'content-type');

const headerPatterns = described.map(({ name, pattern }) => ({ name, pattern: new RegExp(pattern) }));

/**
 * Where the headers of an answer break the contract, or contradict its request. Of an exchange written by hand, with the
 * content type at most, nothing is said.
 */
export function* checkHeaders(
  { apiVersion, minor }: InterpretedRequest,
  response: Exchange['response'],
  body: ResponseBody,
): Generator<FindingDraft> {
  // Docker 29 refuses an API version before it knows what it sends with every answer.
  if (unsupportedVersionMessage.test(getErrorMessage(body)) || !hasRecordedHeaders(response)) return;
  for (const { name, pattern } of headerPatterns) {
    const value = getHeader(response, name.toLowerCase());
    if (value !== undefined && pattern.test(value)) continue;
    const actual = value === undefined ? 'no such header' : previewValue(value);
    const message = `expected the header ${name}, found ${actual}`;
    yield { rule: 'response/header', message, expected: `${name} of the form ${pattern.source}`, actual };
  }
  const newestVersion = getHeader(response, 'api-version');
  // What is no version has just been told.
  if (
    response.status !== 200 ||
    apiVersion === undefined ||
    newestVersion === undefined ||
    !(parseMinorVersion(newestVersion) < minor)
  )
    return;
  yield {
    rule: 'response/api-version',
    message: `expected a 400 to version ${apiVersion} from an engine whose newest is ${previewValue(newestVersion)}, found a list`,
    expected: `400, or the header Api-Version with ${apiVersion} or later`,
    actual: previewValue(newestVersion),
  };
}
