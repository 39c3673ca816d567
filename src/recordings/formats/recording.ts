import { findExchangeError, isExchange } from '../../contract/exchange.js';
import { findFractions, parseJsonBody } from '../../values/json-body.js';
import { getIn } from '../../values/pointer.js';
import { InputError } from '../input-error.js';
import type { TextSlice } from '../positions.js';
import type { ParsedExchange } from '../recorded-exchange.js';
import { describeUnsupportedValue, WRITE_RECORDINGS } from '../unsupported-formats.js';

const parts: ParsedExchange['parts'] = {
  '/request/path': ['request', 'path'],
  '/response/status': ['response', 'status'],
  '/response/headers': ['response', 'headers'],
  '/response/body': ['response', 'body'],
};
const partsWithBodyText: ParsedExchange['parts'] = { ...parts, '/response/body': ['response', 'bodyText'] };

/**
 * Reads a recording of this command.
 *
 * @param location the file, with the line where there are several
 */
export function parseRecording(location: string, value: unknown, slice: TextSlice): ParsedExchange | InputError {
  if (!isExchange(value)) return new InputError(`${location}: expected a recording, ${explainNoRecording(value)}`);
  const common = { isImageList: false, getSlice: () => slice };
  const { body, bodyText } = value.response;
  if (body !== undefined || bodyText === undefined) {
    const fractionPointers = findFractions(slice.text, '/response/body');
    return { ...common, exchange: value, parts, body: { form: 'json' }, fractionPointers };
  }
  const response = { ...value.response, ...parseJsonBody(bodyText) };
  const source = { parts: partsWithBodyText, body: { form: 'string', text: bodyText } } as const;
  return { ...common, ...source, exchange: { ...value, response } };
}

function explainNoRecording(value: unknown): string {
  const unsupported = describeUnsupportedValue(value);
  if (unsupported) return `found ${unsupported}`;
  const hasNoParts = getIn(value, 'request') === undefined && getIn(value, 'response') === undefined;
  return `but ${findExchangeError(value)}${hasNoParts ? `: ${WRITE_RECORDINGS}` : ''}`;
}
