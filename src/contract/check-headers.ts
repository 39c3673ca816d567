import { headers as described } from '../../generated/constants.js';
import { unsupportedVersionMessage } from '../engine/allowed-statuses.js';
import type { InterpretedRequest } from '../engine/interpreted-request.js';
import { parseMinorVersion } from '../values/api-version.js';
import { previewValue } from '../values/format-value.js';
import type { Exchange } from './exchange.js';
import type { FindingDraft } from './finding.js';
import { getErrorMessage, getHeader, type ResponseBody } from './response-body.js';

/** Whether headers were recorded: no server sends only a content type. */
const hasRecordedHeaders = ({ headers = {} }: Exchange['response']): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() !== 'content-type');

const headerPatterns = described.map(({ name, pattern }) => ({ name, pattern: new RegExp(pattern) }));

/**
 * Finds where response headers break the contract, or contradict the request. Exchanges written by hand, with a content type
 * at most, are not checked.
 */
export function* checkHeaders(
  { apiVersion, minor }: InterpretedRequest,
  response: Exchange['response'],
  body: ResponseBody,
): Generator<FindingDraft> {
  // Docker 29 rejects an API version before it sets its usual headers.
  if (unsupportedVersionMessage.test(getErrorMessage(body)) || !hasRecordedHeaders(response)) return;
  for (const { name, pattern } of headerPatterns) {
    const value = getHeader(response, name.toLowerCase());
    if (value !== undefined && pattern.test(value)) continue;
    const actual = value === undefined ? 'no such header' : previewValue(value);
    const message = `expected the header ${name}, found ${actual}`;
    yield { rule: 'response/header', message, expected: `${name} of the form ${pattern.source}`, actual };
  }
  const newestVersion = getHeader(response, 'api-version');
  // An invalid version has just been reported.
  const isServed = newestVersion === undefined || !(parseMinorVersion(newestVersion) < minor);
  if (response.status !== 200 || apiVersion === undefined || isServed) return;
  yield {
    rule: 'response/api-version',
    message: `expected a 400 to version ${apiVersion} from an engine whose newest is ${previewValue(newestVersion)}, found a list`,
    expected: `400, or the header Api-Version with ${apiVersion} or later`,
    actual: previewValue(newestVersion),
  };
}
