// What express-openapi-validator says of requests and answers: a status for each.
import { readFileSync } from 'node:fs';
import express from 'express';
import { middleware } from 'express-openapi-validator';

const [, , document, recording] = process.argv;
const { headers, body } = JSON.parse(readFileSync(recording, 'utf8')).response;
let answer = body;
const app = express();
app.use(middleware({ apiSpec: JSON.parse(readFileSync(document, 'utf8')), validateResponses: true }));
app.get('/v1.49/images/json', (_, response) => response.set(headers).json(answer));
app.use((error, _, response, __) => response.status(error.status ?? 500).json({ message: error.message }));
const server = app.listen(0, '127.0.0.1', async () => {
  const at = `http://127.0.0.1:${server.address().port}/v1.49/images/json`;
  const ask = async (query) => (await fetch(`${at}?${new URLSearchParams(query)}`)).status;
  const requests = [{}, { all: '1' }, { filters: '{"dangling":["true"]}' }, { filters: '{"nope":["true"]}' }];
  const statuses = [];
  for (const query of requests) statuses.push(await ask(query));
  answer = [{ ...body[0], Labels: 3 }];
  console.log([...statuses, await ask({})].join());
  server.close();
});
