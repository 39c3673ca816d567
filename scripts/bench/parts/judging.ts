import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { manyImages } from '../inputs.js';
import type { Part } from '../part.js';
import { load } from '../peers.js';
import { root } from '../program.js';

const [PARSE, OURS, AJV] = ['`JSON.parse`', 'parse and `checkExchange`', 'parse and AJV'];
/** Where the contract describes the body of a 200. */
const BODY = 'openapi.json#/paths/~1images~1json/get/responses/200/content/application~1json/schema';

export const judging: Part = {
  name: 'judging',
  title: 'Judging a list',
  text: 'A text of so many images with manifests, 1.3 kB each, is parsed, and then judged: by `checkExchange`, which finds what breaks the schema, what is not described, and what contradicts itself or the request; or by AJV at run time, which compiled the schema of `openapi.json` once and says whether it is kept.',
  rows: [10, 100, 1000, 10_000, 100_000].map((size) => ({ name: `${size.toLocaleString('en')} images`, size })),
  columns: [PARSE, OURS, AJV],
  comparisons: [
    { by: 'time', ours: OURS, theirs: PARSE, goal: 1.2 },
    { by: 'time', ours: OURS, theirs: AJV },
  ],
  curves: [{ file: 'judging', title: 'Judging a list', of: 'images', up: { timesOf: PARSE } }],
  run: async ({ size = 0 }) => {
    const { checkExchange } = await load<typeof import('../../../src/contract/index.js')>(
      root,
      'docker-images-contract/contract',
    );
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(JSON.parse(readFileSync(join(root, 'generated/openapi.json'), 'utf8')), 'openapi.json');
    const validate = ajv.compile({ $ref: BODY });
    const text = manyImages(size);
    const request = { method: 'GET', path: '/v1.49/images/json?manifests=true' };
    const good = (is: boolean): void => {
      if (!is) throw new Error('bench: fault is found with a real answer');
    };
    return {
      sides: {
        [PARSE]: () => JSON.parse(text),
        [OURS]: () => good(checkExchange({ request, response: { status: 200, body: JSON.parse(text) } }).length === 0),
        [AJV]: () => good(validate(JSON.parse(text))),
      },
    };
  },
};
