import { Problem } from '../recordings/problem.js';
import { check } from './check.js';
import { didYouMean } from './closest.js';
import { explain } from './explain.js';
import { help } from './help.js';
import { packageVersion } from './package.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage.js';

type Verb = (words: string[], terminal: Terminal) => number | Promise<number>;

const say =
  (text: (words: string[], columns?: number) => string): Verb =>
  (words, { out, columns }) => {
    out(text(words, columns));
    return 0;
  };

/** Each verb with what it does; gives the exit status. */
const verbs: Readonly<Record<string, Verb>> = {
  check,
  record: async (words, terminal) => (await import('./engines.js')).record(words, terminal),
  serve: async (words, terminal) => (await import('./engines.js')).serve(words, terminal),
  proxy: async (words, terminal) => (await import('./engines.js')).proxy(words, terminal),
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

/** Does what the words say, and gives the exit status; what goes wrong is said. */
export async function command([verb = '', ...words]: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const run = Object.hasOwn(all, verb) ? all[verb] : undefined;
    if (!run) {
      const known = Object.keys(verbs);
      const found = verb === '' ? 'none' : JSON.stringify(verb) + didYouMean(verb, [...known, ...Object.keys(options)]);
      throw new UsageError(`expected one of ${known.join(', ')}, found ${found}`);
    }
    return await (asksForHelp(words) ? say(help)([verb], terminal) : run(words, terminal));
  } catch (error) {
    return failed(error, terminal);
  } finally {
    terminal.progress.end();
  }
}

/** Says why nothing came of it. A fault of ours is not to be taken for findings, whose exit status is 1. */
export function failed(error: unknown, { problem }: Terminal): number {
  if (error instanceof UsageError || error instanceof Problem) {
    problem(`${error.message}${error instanceof UsageError ? '; see docker-images-contract help' : ''}`);
  } else {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    problem(`a fault of this command, please report it: ${stack}`);
  }
  return 2;
}
