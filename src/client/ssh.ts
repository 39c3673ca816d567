import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { EngineError } from './engine-error.js';

/** The longest part of the error output of ssh that is kept, in UTF-16 units. */
const MAX_STDERR_LENGTH = 4096;

/**
 * Connects to an engine with the user's `ssh`, as the docker command does: the stream is the standard input and output of
 * that process. It fails with EngineError if ssh does not start, or exits with an error.
 *
 * @param host in full, for messages
 * @param args the arguments of `ssh`
 */
export function connectOverSsh(host: string, args: readonly string[]): Duplex {
  const child = spawn('ssh', args, { windowsHide: true });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-MAX_STDERR_LENGTH);
  });
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    // The exit of the process reports why a write fails.
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
  child.on('error', (cause) => {
    const hint = 'Install an OpenSSH client, so that `ssh` is on PATH, or forward the socket and use unix://.';
    stream.destroy(new EngineError(`no answer from ${host}: ssh does not start (${cause.message})`, { hint, cause }));
  });
  child.on('close', (status) => {
    if (status === 0) stream.push(null);
    else stream.destroy(createExitError(host, status, stderr.trim()));
  });
  return stream;
}

function createExitError(host: string, status: number | null, stderr: string): EngineError {
  const description = status === null ? 'was killed' : `ended with ${status}`;
  const message = `no answer from ${host}: ssh ${description}${stderr && `: ${stderr}`}`;
  // A shell exits with 127 if it does not find the command, ssh itself with 255.
  if (status === 127) {
    const hint = 'The docker command must be installed there, and on the PATH that ssh gives to a command.';
    return new EngineError(message, { hint });
  }
  const advice =
    status === 255
      ? 'Check the name, the port and your key'
      : 'See whether the engine runs there, and whether you may ask it';
  return new EngineError(message, { hint: `${advice}: \`docker -H ${host} version\` must answer without a question.` });
}
