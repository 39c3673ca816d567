import { ask as send } from '../src/connection/ask.js';
import { findEngine } from '../src/connection/engine.js';
import { identify } from '../src/connection/identity.js';
import { record } from '../src/interview/record.js';
import { questionsFor, type Ask } from '../src/interview/questions.js';
import { write } from '../src/recordings/write.js';
import { hostname } from 'node:os';
const [, , name, ...versions] = process.argv;
const engine = findEngine({ host: `unix:///tmp/h/eng/run/${name}/engine.sock` });
const plain: Ask = (path) => send(engine, path, { timeout: 120_000 });
const identity = await identify(plain);
for (const version of versions) {
  const ask: Ask = (path) => plain(path.replace('/v1.49/', version === 'none' ? '/' : `/v${version}/`));
  const questions = await questionsFor(ask);
  let n = 0;
  for await (const { question, exchange, error } of record({ ask, engine: identity, questions, places: [hostname()] })) {
    if (exchange) { write(`/tmp/h/data/${name}/v${version}`, question.name, exchange); n++; } else console.log(question.name, error);
  }
  console.log(name, version, n);
}
