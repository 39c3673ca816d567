/** Asks an engine over its unix socket, in the few ways that filling it needs. */

import { request } from 'node:http';
import { EngineProblem } from './problem.js';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: Uint8Array | string | undefined;
  readonly type?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** One request, the whole answer as text. */
export function ask(socketPath: string, path: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', body, type = 'application/json', timeout = 120_000 } = options;
  const headers = body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeout);
    const fail = ({ message }: Error): void => {
      reject(new EngineProblem(`${method} ${path} at ${socketPath}: ${message}; is the engine up?`));
    };
    const asked = request({ socketPath, path, method, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    asked.on('error', fail);
    asked.end(body);
  });
}
