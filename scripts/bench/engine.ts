/** A process that answers as an engine does, on the socket that it is given, with the bytes of a file to every list. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [socket = '', file = ''] = process.argv.slice(2);
const body = readFileSync(file);
createServer((request, response) => {
  const ping = request.url?.endsWith('/_ping');
  response.writeHead(200, { 'api-version': '1.51', 'content-type': ping ? 'text/plain' : 'application/json' });
  response.end(ping ? 'OK' : body);
}).listen(socket, () => process.send?.('listening'));
process.on('disconnect', () => process.exit());
