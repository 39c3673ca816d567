import { apiVersion } from '../../contract/index.js';
import { findFractions } from '../../values/json-body.js';
import { InputError } from '../input-error.js';
import type { TextSlice } from '../positions.js';
import type { ParsedExchange } from '../recorded-exchange.js';
import { describeUnsupportedArray } from '../unsupported-formats.js';

/** Where the parts are when only the body was recorded. */
const parts: ParsedExchange['parts'] = {
  '/request/path': [],
  '/response/status': [],
  '/response/headers': [],
  '/response/body': [],
};

/** Reads the body of a response alone. Its request is not known; it is taken for a 200. */
export function parseImageList(name: string, body: readonly unknown[], slice: TextSlice): ParsedExchange | InputError {
  const unsupported = describeUnsupportedArray(body);
  if (unsupported) return new InputError(`${name}: expected a list of images, found ${unsupported}`);
  const request = { method: 'GET', path: `/v${apiVersion}/images/json` };
  return {
    exchange: { request, response: { status: 200, body } },
    isImageList: true,
    parts,
    body: { form: 'json' },
    fractionPointers: findFractions(slice.text),
    getSlice: () => slice,
  };
}
