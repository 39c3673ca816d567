import { parseArgs } from 'node:util';

/** The arguments are not what the command takes; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An option with a value. */
export interface ValueOption<T = unknown> {
  /** The word for the value in the help, such as `FILE`. */
  readonly value: string;
  readonly help: string;
  /** Reads the value; without it the text is the value. `name` names the option, such as `check: --timeout`. */
  readonly parse?: (text: string, name: string) => T;
  /** The text that is read if the option is not given. */
  readonly default?: string;
  readonly required?: true;
  readonly repeatable?: true;
}

/** An option without a value. */
export interface Flag {
  readonly help: string;
}

/** A command, from which its help and the reading of its arguments follow. */
export interface CommandSpec {
  /** The arguments after the name of the program, a line for each form. */
  readonly usage: readonly string[];
  /** What it does, in paragraphs. */
  readonly description?: readonly string[];
  /** By their names in camel case: `maxBody` is `--max-body` on the command line. */
  readonly options: Readonly<Record<string, ValueOption | Flag>>;
  /** Whether it takes arguments that are no options. */
  readonly takesPaths?: true;
  /** What else users should know, in paragraphs. */
  readonly notes?: readonly string[];
}

type ParsedValue<Option> = Option extends { readonly parse: (...args: never) => infer T } ? T : string;

type OptionValue<Option> = Option extends ValueOption
  ? Option extends { readonly repeatable: true }
    ? readonly ParsedValue<Option>[]
    : Option extends { readonly default: string } | { readonly required: true }
      ? ParsedValue<Option>
      : ParsedValue<Option> | undefined
  : boolean;

/** The name of an option on the command line, such as `max-body` for `maxBody`. */
export const toOptionName = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The arguments of a command. */
export interface CommandArgs<Spec extends CommandSpec> {
  readonly values: { readonly [Name in keyof Spec['options']]: OptionValue<Spec['options'][Name]> };
  /** The options that are given, such as `max-body`. */
  readonly given: ReadonlySet<string>;
  readonly paths: readonly string[];
}

/**
 * Reads the arguments after the name of a command.
 *
 * @throws UsageError on an argument that the command does not take, and on a missing option or value
 */
export function parseCommandArgs<Spec extends CommandSpec>(
  command: string,
  { options, takesPaths }: Spec,
  args: readonly string[],
): CommandArgs<Spec> {
  const optionsByName = Object.fromEntries(Object.entries(options).map(([key, one]) => [toOptionName(key), one]));
  const parsed = parseTexts(command, optionsByName, args);
  const values = Object.entries(options).map(([key, option]) => {
    const name = toOptionName(key);
    const texts = (parsed.values[name] ?? []).filter((text) => typeof text === 'string');
    return [key, 'value' in option ? parseValue(command, name, option, texts) : name in parsed.values];
  });
  const [path] = parsed.positionals;
  if (path !== undefined && !takesPaths) {
    throw new UsageError(`${command}: expected options only, found ${JSON.stringify(path)}`);
  }
  return {
    values: Object.fromEntries(values) as CommandArgs<Spec>['values'], // each is the value of its option
    given: new Set(Object.keys(parsed.values)),
    paths: parsed.positionals,
  };
}

function parseTexts(command: string, options: CommandSpec['options'], args: readonly string[]) {
  const types = Object.entries(options).map(
    ([name, option]) => [name, { type: 'value' in option ? 'string' : 'boolean', multiple: true }] as const,
  );
  try {
    return parseArgs({ args, allowPositionals: true, options: Object.fromEntries(types) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${command}: ${suggestOption(message, Object.keys(options))}`);
  }
}

function parseValue(command: string, name: string, option: ValueOption, texts: readonly string[]): unknown {
  const given = texts.length === 0 && option.default !== undefined ? [option.default] : texts;
  // An empty value is a missing one, as of an unset variable.
  if (option.required && !given.at(-1)) {
    throw new UsageError(`${command}: expected --${name} ${option.value}, found none`);
  }
  const values = given.map((text) => option.parse?.(text, `${command}: --${name}`) ?? text);
  return option.repeatable ? values : values.at(-1);
}

/** Adds the option that may have been meant to Node's message on an unknown one. */
function suggestOption(message: string, known: readonly string[]): string {
  const [unknown, typedOption = ''] = /^Unknown option '([^']*)'/.exec(message) ?? [];
  const names = known.map((name) => `--${name}`);
  const suggestion = unknown === undefined ? '' : formatSuggestion(typedOption, [...names, '--help']);
  return suggestion === '' ? message : `${unknown}${suggestion}`;
}

/**
 * Finds an allowed word.
 *
 * @param name says where it stands, such as `check: --format`
 * @throws UsageError if it is none
 */
export function parseChoice<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  const typed = JSON.stringify(value) + formatSuggestion(value, allowed);
  throw new UsageError(`${name}: expected one of ${allowed.join(', ')}, found ${typed}`);
}

/** Longer words get no suggestion: comparing takes the product of the lengths. */
const MAX_TYPED_LENGTH = 64;

/** How many words are suggested. */
const MAX_SUGGESTIONS = 3;

/**
 * Finds the known words that `typed` may mean: those that begin with it, or else those at the smallest edit distance, at
 * most one edit for three letters. For a rule, the part after the `/` is enough.
 */
export function findClosest(typed: string, known: readonly string[]): string[] {
  if (typed.length > MAX_TYPED_LENGTH) return [];
  const completions = known.filter((word) => typed.length > 2 && word.startsWith(typed));
  if (completions.length > 0) return completions.slice(0, MAX_SUGGESTIONS);
  const getDistance = (word: string): number =>
    Math.min(...[word, word.replace(/^.*\//, '')].map((part) => computeEditDistance(typed, part)));
  const candidates = known.map((word) => ({ word, distance: getDistance(word) }));
  const smallestDistance = Math.min(
    ...candidates.map(({ distance }) => distance),
    Math.max(1, Math.floor(typed.length / 3)),
  );
  return candidates
    .filter(({ distance }) => distance === smallestDistance)
    .map(({ word }) => word)
    .slice(0, MAX_SUGGESTIONS);
}

/** The closest words as a suggestion to append to a message; `''` if none is close. */
export function formatSuggestion(typed: string, known: readonly string[]): string {
  const words = findClosest(typed, known);
  return words.length === 0 ? '' : ` (did you mean ${words.join(' or ')}?)`;
}

/** Counts insertions, deletions, substitutions and transpositions of neighbours. */
function computeEditDistance(a: string, b: string): number {
  // Row i holds the distances from the first i letters of `a` to each prefix of `b`.
  const rows: number[][] = [];
  const getCell = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [];
    rows.push(row);
    for (let j = 0; j <= b.length; j++) {
      const substitutionCost = a[i - 1] === b[j - 1] ? 0 : 1;
      const transpositionCost = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? 1 : Number.POSITIVE_INFINITY;
      const smallest = Math.min(
        getCell(i - 1, j) + 1,
        getCell(i, j - 1) + 1,
        getCell(i - 1, j - 1) + substitutionCost,
        getCell(i - 2, j - 2) + transpositionCost,
      );
      row.push(i + j === 0 ? 0 : smallest);
    }
  }
  return getCell(a.length, b.length);
}
