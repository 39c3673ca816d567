import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { folder } from './server.js';

/** Connects standard input and output to a socket, as `docker system dial-stdio` does. */
export const pipes = (socket: string): string => `
const { connect } = require('node:net');
const there = connect(${JSON.stringify(socket)});
process.stdin.pipe(there).pipe(process.stdout);
there.on('error', ({ message }) => { console.error(message); process.exitCode = 1; });
`;

/** The process of a call of `ssh`, and its words. */
type SshCall = readonly [pid: number, ...words: string[]];

/** Puts an `ssh` of ours on PATH for a test, which notes its words and then does this; gives what was noted. */
export function sshThat(script: string): () => SshCall[] {
  const bin = folder();
  const started = join(bin, 'started');
  const code = `#!${process.execPath}\nrequire('node:fs').appendFileSync(${JSON.stringify(started)}, JSON.stringify([process.pid, ...process.argv.slice(2)]) + '\\n');\n${script}`;
  writeFileSync(join(bin, 'ssh'), code);
  chmodSync(join(bin, 'ssh'), 0o755);
  vi.stubEnv('PATH', bin);
  onTestFinished(() => void vi.unstubAllEnvs());
  writeFileSync(started, '');
  const lines = () => readFileSync(started, 'utf8').split('\n').filter(Boolean);
  return () => lines().map((line): SshCall => JSON.parse(line));
}
