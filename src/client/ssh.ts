import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { EngineError } from './engine-error.js';

/** How much of what ssh says is kept, in UTF-16 units. */
const MAX_STDERR_LENGTH = 4096;

/**
 * A connection to an engine by the user's `ssh`, as the docker command makes one: what is written goes to the standard
 * input of the command, and its standard output is read. It fails with EngineError when ssh is not there, and when it ends
 * with an error, once that is known.
 *
 * @param host in full, for a person to read
 * @param args of the command, after `ssh`
 */
export function connectOverSsh(host: string, args: readonly string[]): Duplex {
  const child = spawn('ssh', args, { windowsHide: true });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-MAX_STDERR_LENGTH);
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
  child.on('error', (cause) => stream.destroy(createSpawnError(host, cause)));
  child.on('close', (status) => {
    if (status === 0) stream.push(null);
    else stream.destroy(createExitError(host, status, stderr));
  });
  return stream;
}

const createSpawnError = (host: string, cause: Error): EngineError =>
  new EngineError(`no answer from ${host}: ssh does not start (${cause.message})`, {
    hint: 'Install an OpenSSH client, so that `ssh` is on PATH, or forward the socket and use unix://.',
    cause,
  });

/** What to do, by the status that ssh ended with: its own, or that of the command there. */
const exitHints: Readonly<Record<string, string>> = {
  127: 'The docker command must be installed there, and on the PATH that ssh gives to a command.',
  255: 'Check the name, the port and your key',
};

function createExitError(host: string, status: number | null, stderr: string): EngineError {
  const description = status === null ? 'was killed' : `ended with ${status}`;
  const reason = stderr.trim() === '' ? '' : `: ${stderr.trim()}`;
  const first = exitHints[String(status)] ?? 'See whether the engine runs there, and whether you may ask it';
  const hint = first.endsWith('.') ? first : `${first}: \`docker -H ${host} version\` must answer without a question.`;
  return new EngineError(`no answer from ${host}: ssh ${description}${reason}`, { hint });
}
