/** A process of its own that listens on a unix socket and responds to every list with the bytes of a file. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [socket = '', file = ''] = process.argv.slice(2);
const body = readFileSync(file);
createServer((_request, response) => {
  response.writeHead(200, { 'api-version': '1.51', 'content-type': 'application/json' }).end(body);
}).listen(socket, () => process.send?.('listening'));
process.on('disconnect', () => process.exit());
