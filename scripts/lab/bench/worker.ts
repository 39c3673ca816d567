/**
 * Runs in a process of its own. `measure INDEX FOLDER` measures one comparison, so that no other one has warmed up or filled
 * its heap, and prints it as JSON. `serve SOCKET FILE` responds to every request on a unix socket with the bytes of a file.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { comparisons } from './comparisons.js';
import { measure } from './measure.js';

const [task, first = '', second = ''] = process.argv.slice(2);
if (task === 'serve') {
  const body = readFileSync(second);
  createServer((_request, response) => {
    response.writeHead(200, { 'api-version': '1.51', 'content-type': 'application/json' }).end(body);
  }).listen(first, () => process.send?.('listening'));
  process.on('disconnect', () => process.exit());
} else {
  const comparison = comparisons[Number(first)];
  if (!comparison) throw new Error(`bench: no comparison ${first}`);
  const measured = await measure(await comparison.prepare(second));
  // A connection that is kept alive would keep the process.
  process.stdout.write(JSON.stringify(measured), () => process.exit());
}
