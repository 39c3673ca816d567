import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { EngineError } from './error.js';

/** How much of what ssh says is kept, in UTF-16 units. */
const MOST = 4096;

/**
 * A connection to an engine by the user's `ssh`, as the docker command makes one: what is written goes to the standard
 * input of the command, and its standard output is read. It fails with EngineError when ssh is not there, and when it ends
 * with an error, once that is known.
 *
 * @param host in full, for a person to read
 * @param words of the command, after `ssh`
 */
export function dial(host: string, words: readonly string[]): Duplex {
  const child = spawn('ssh', words, { windowsHide: true });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-MOST);
  });
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    // Why nothing can be written any more, the end of the command says.
    write: (chunk, _, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => {});
  child.stdout.on('data', (chunk) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.on('error', (cause) => stream.destroy(notStarted(host, cause)));
  child.on('close', (status) => {
    if (status === 0) stream.push(null);
    else stream.destroy(ended(host, status, said));
  });
  return stream;
}

const notStarted = (host: string, cause: Error): EngineError =>
  new EngineError(`no answer from ${host}: ssh does not start (${cause.message})`, {
    hint: 'Install an OpenSSH client, so that `ssh` is on PATH, or forward the socket and use unix://.',
    cause,
  });

/** What to do, by the status that ssh ended with: its own, or that of the command there. */
const remedies: Readonly<Record<string, string>> = {
  127: 'The docker command must be installed there, and on the PATH that ssh gives to a command.',
  255: 'Check the name, the port and your key',
};

function ended(host: string, status: number | null, said: string): EngineError {
  const how = status === null ? 'was killed' : `ended with ${status}`;
  const why = said.trim() === '' ? '' : `: ${said.trim()}`;
  const first = remedies[String(status)] ?? 'See whether the engine runs there, and whether you may ask it';
  const hint = first.endsWith('.') ? first : `${first}: \`docker -H ${host} version\` must answer without a question.`;
  return new EngineError(`no answer from ${host}: ssh ${how}${why}`, { hint });
}
