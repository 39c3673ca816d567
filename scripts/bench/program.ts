import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A Node with the words that it is started with. */
export interface Program {
  readonly words: readonly string[];
  /** Which Node; the one that runs this by default. */
  readonly node?: string;
}

const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };

/** Runs it to its end, and gives what it says on standard error. */
export function ran({ words, node = process.execPath }: Program): string {
  const { status, stdout, stderr } = spawnSync(node, words, { cwd: root, encoding: 'utf8', env });
  if (status === 0) return stderr;
  throw new Error(`bench: node ${words.join(' ')} ended with ${status}: ${`${stdout}${stderr}`.slice(0, 1000)}`);
}

/**
 * Prints the most memory that a process took, in KiB, when it ends. `maxRSS` would count what the process that started it
 * took at that moment.
 */
const SAY =
  "data:text/javascript,import fs from 'node:fs';process.on('exit',()=>fs.writeSync(2,'\\n'+/VmHWM:\\s*(\\d%2B)/.exec(fs.readFileSync('/proc/self/status','utf8'))[1]))";

/** The most memory that it takes, in MB. */
export function peakOf({ words, ...rest }: Program): number {
  const said = ran({ words: ['--import', SAY, ...words], ...rest });
  return (Number(said.slice(said.lastIndexOf('\n'))) * 1024) / 1e6;
}

export const node = (...words: readonly string[]): Program => ({ words });
/** The command, as it is installed. */
export const cli = (...words: readonly string[]): Program => node('dist/cli/main.js', ...words);
/** What every process of Node costs. */
export const bare: Program = node('-e', '0');
