// The check of jest-openapi and chai-openapi-response-validator, which read OpenAPI 2 and 3.0 only.
const { readFileSync } = require('node:fs');
const { makeApiSpec, makeResponse } = require('openapi-validator');

const [, , document, recording] = process.argv;
const { body } = JSON.parse(readFileSync(recording, 'utf8')).response;
const contract = makeApiSpec(document);
const checked = (data) =>
  contract.validateResponse(
    makeResponse({
      status: 200,
      data,
      config: {},
      headers: {},
      request: { method: 'GET', path: '/v1.49/images/json', res: {} },
    }),
  );
console.log(`${checked(body)}, ${checked([{ ...body[0], Labels: 3 }])}`);
