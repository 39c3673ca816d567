import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { images } from '../src/fixtures/index.js';
import { type MockEngineOptions, mockEngine } from '../src/mock/index.js';
import { respond } from '../src/mock/serve.js';

/** A server in the place of Docker 28.5.2, with the images that were recorded. */
export interface Engine {
  readonly host: string;
  readonly close: () => Promise<void>;
}

/** What is not as Docker 28.5.2 has it. */
export interface Odd extends Partial<MockEngineOptions> {
  /** What is answered in another way, by path and query. */
  readonly answers?: Readonly<Record<string, (response: ServerResponse) => void>>;
  /** What becomes of each list, or of what is answered in its place. */
  readonly change?: (answer: Response, path: string) => Response;
}

/** Puts the stand-in on a unix socket; where it is to be an engine at fault, another answer in front of it. */
export async function startEngine(
  store: 'containerd' | 'graphdriver' = 'graphdriver',
  { answers = {}, change = (given) => given, ...options }: Odd = {},
): Promise<Engine> {
  const engine = mockEngine({ images: images[store], store, ...options });
  const changed: typeof engine = async (request) => {
    const given = await engine(request);
    const { pathname, search } = new URL(request.url);
    return pathname.endsWith('/images/json') ? change(given, pathname + search) : given;
  };
  const server = createServer((request, response) => {
    const other = answers[request.url ?? ''];
    return other ? other(response) : void respond(changed, request, response);
  });
  const socket = join(tmpdir(), `engine-${process.pid}-${sockets++}.sock`);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    host: `unix://${socket}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let sockets = 0;
