#!/usr/bin/env node
import { Problem } from '../recordings/problem.js';
import { visible } from '../values/show.js';
import { check } from './check.js';
import { explain } from './explain.js';
import { packageVersion } from './package.js';
import { progressOn } from './progress.js';
import { help, UsageError } from './usage.js';

const progress = progressOn(process.stderr, process.env);
const terminal = {
  progress,
  out: (text: string): void => {
    progress.clear();
    process.stdout.write(text);
  },
  problem: (line: string): void => {
    progress.clear();
    // What is quoted may hold what moves a cursor or begins a line.
    process.stderr.write(`docker-images-contract: ${visible(line)}\n`);
  },
  colour: process.stdout.isTTY === true && process.stdout.hasColors(),
};

type Verb = (words: string[]) => number | Promise<number>;

const say =
  (text: (words: string[]) => string): Verb =>
  (words) => {
    terminal.out(text(words));
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
      const found = verb === '' ? 'none' : JSON.stringify(verb);
      throw new UsageError(`expected one of ${Object.keys(verbs).join(', ')}, found ${found}`);
    }
    return await (asksForHelp(words) ? say(help)([verb]) : run(words));
  } catch (error) {
    return failed(error);
  } finally {
    progress.end();
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
