import { headers as described } from '../../generated/constants.js';
import type { Asked } from '../model/asked.js';
import { versionRefused } from '../model/status.js';
import { show } from '../values/show.js';
import { minorOf } from '../values/version.js';
import { type Body, header, messageOf } from './answer.js';
import type { Exchange } from './exchange.js';
import type { Verdict } from './finding.js';

/** Whether headers were recorded: no server sends the content type alone. */
const isRecorded = ({ headers = {} }: Exchange['response']): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() !== 'content-type');

const patterns = described.map(({ name, pattern }) => ({ name, pattern: new RegExp(pattern) }));

/**
 * Where the headers of an answer break the contract, or contradict its request. Of an exchange written by hand, with the
 * content type at most, nothing is said.
 */
export function* judgeHeaders(
  { apiVersion, minor }: Asked,
  response: Exchange['response'],
  body: Body,
): Generator<Verdict> {
  // Docker 29 refuses an API version before it knows what it sends with every answer.
  if (versionRefused.test(messageOf(body)) || !isRecorded(response)) return;
  for (const { name, pattern } of patterns) {
    const value = header(response, name.toLowerCase());
    if (value !== undefined && pattern.test(value)) continue;
    const found = value === undefined ? 'no such header' : show(value);
    const message = `expected the header ${name}, found ${found}`;
    yield { rule: 'response/header', message, expected: `${name} of the form ${pattern.source}`, actual: found };
  }
  const newest = header(response, 'api-version');
  // What is no version has just been told.
  if (response.status !== 200 || apiVersion === undefined || newest === undefined || !(minorOf(newest) < minor)) return;
  yield {
    rule: 'response/api-version',
    message: `expected a 400 to version ${apiVersion} from an engine whose newest is ${show(newest)}, found a list`,
    expected: `400, or the header Api-Version with ${apiVersion} or later`,
    actual: show(newest),
  };
}
