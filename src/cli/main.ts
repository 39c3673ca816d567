#!/usr/bin/env node
import { Problem } from '../recordings/problem.js';
import { check } from './check.js';
import { didYouMean } from './closest.js';
import { explain } from './explain.js';
import { help } from './help.js';
import { packageVersion } from './package.js';
import { terminalOn } from './terminal.js';
import { UsageError } from './usage.js';

const terminal = terminalOn(process.stdout, process.stderr, process.env);

type Verb = (words: string[]) => number | Promise<number>;

const say =
  (text: (words: string[], columns?: number) => string): Verb =>
  (words) => {
    terminal.out(text(words, terminal.columns));
    return 0;
  };

/** Each verb with what it does; gives the exit status. */
const verbs: Readonly<Record<string, Verb>> = {
  check: (words) => check(words, terminal),
  // Only `record` needs the client.
  record: async (words) => (await import('./record.js')).record(words, terminal),
  serve: async (words) => (await import('./serve.js')).serve(words, terminal),
  explain: say(explain),
  help: say(help),
};

/** Options in the place of a verb. */
const options: Readonly<Record<string, Verb>> = {
  '--help': say(help),
  '-h': say(help),
  '--version': say(() => `${packageVersion()}\n`),
  '-v': say(() => `${packageVersion()}\n`),
};

const all = { ...verbs, ...options };

/** What stands behind `--` is a PATH. */
const asksForHelp = (words: readonly string[]): boolean =>
  words.some((word, at) => (word === '-h' || word === '--help') && !words.slice(0, at).includes('--'));

async function main([verb = '', ...words]: string[]): Promise<number> {
  try {
    const run = Object.hasOwn(all, verb) ? all[verb] : undefined;
    if (!run) {
      const known = Object.keys(verbs);
      const found = verb === '' ? 'none' : JSON.stringify(verb) + didYouMean(verb, [...known, ...Object.keys(options)]);
      throw new UsageError(`expected one of ${known.join(', ')}, found ${found}`);
    }
    return await (asksForHelp(words) ? say(help)([verb]) : run(words));
  } catch (error) {
    return failed(error);
  } finally {
    terminal.progress.end();
  }
}

/** Says why nothing came of it. A fault of ours is not to be taken for findings, whose exit status is 1. */
function failed(error: unknown): number {
  if (error instanceof UsageError || error instanceof Problem) {
    terminal.problem(`${error.message}${error instanceof UsageError ? '; see docker-images-contract help' : ''}`);
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.problem(`a fault of this command, please report it: ${stack}`);
  }
  return 2;
}

// Whoever reads may stop early, as `head` does: the exit status still says what was found.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  terminal.problem(`standard output: ${error.message}`);
  process.exitCode = 2;
});
// There is nowhere left to say it.
process.stderr.on('error', () => {});
process.on('uncaughtException', (error) => process.exit(failed(error)));

const status = await main(process.argv.slice(2));
process.exitCode = Math.max(status, Number(process.exitCode ?? 0));
