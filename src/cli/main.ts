#!/usr/bin/env node
import { Problem } from '../recordings/problem.js';
import { visible } from '../values/show.js';
import { check } from './check.js';
import { explain } from './explain.js';
import { packageVersion } from './package.js';
import { progressOn } from './progress.js';
import { UsageError, usage } from './usage.js';

const progress = progressOn(process.stderr, process.env);
const terminal = {
  progress,
  out: (text: string): void => {
    progress.clear();
    process.stdout.write(text);
  },
  problem: (line: string): void => {
    progress.clear();
    process.stderr.write(`docker-images-contract: ${line}\n`);
  },
  colour: process.stdout.isTTY === true && process.stdout.hasColors(),
};

/** Each verb with what it does; gives the exit status. */
const verbs: Readonly<Record<string, (words: string[]) => number | Promise<number>>> = {
  check: (words) => check(words, terminal),
  // Only `record` needs the client.
  record: async (words) => (await import('./record.js')).record(words, terminal),
  explain: (words) => say(explain(words)),
  '--help': () => say(usage),
  '--version': () => say(`${packageVersion()}\n`),
};

function say(text: string): number {
  terminal.out(text);
  return 0;
}

async function main([verb = '', ...words]: string[]): Promise<number> {
  try {
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!run) {
      const found = verb === '' ? 'none' : JSON.stringify(verb);
      throw new UsageError(`expected one of ${Object.keys(verbs).join(', ')}, found ${found}`);
    }
    if (words.includes('--help')) return say(usage);
    return await run(words);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof Problem)) throw error;
    // What a usage error says has lines, of its own making.
    terminal.problem(error instanceof Problem ? visible(error.message) : error.message);
    if (error instanceof UsageError) process.stderr.write(`Try docker-images-contract --help\n`);
    return 2;
  } finally {
    progress.end();
  }
}

// Whoever reads may stop early, as `head` does; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main(process.argv.slice(2));
