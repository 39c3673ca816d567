import { parseArgs } from 'node:util';
import { rules, type Severity } from '../contract/index.js';
import { json } from '../report/json.js';
import { pretty } from '../report/pretty.js';
import type { Format } from '../report/report.js';
import { fromWords, UsageError } from './usage.js';

const formats: Readonly<Record<string, Format>> = { pretty, json };
const severities = ['off', 'warning', 'error'] as const;

/** What `check` is asked to do. */
export interface CheckOptions {
  /** Files and folders, or none when an engine is asked. */
  readonly paths: readonly string[];
  readonly host: string | undefined;
  /** How long an engine may take for one answer, in milliseconds. */
  readonly timeout: number | undefined;
  readonly format: Format;
  readonly output: string | undefined;
  readonly failOn: Severity;
  /** The severities that `--rule` changes. */
  readonly changed: ReadonlyMap<string, (typeof severities)[number]>;
}

/**
 * Reads the words after `check`.
 *
 * @throws UsageError on words that it does not know, and on neither PATH nor `--host`
 */
export function checkOptions(words: string[]): CheckOptions {
  const { values, positionals: paths } = fromWords('check', () =>
    parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        output: { type: 'string' },
        'fail-on': { type: 'string', default: 'error' },
        rule: { type: 'string', multiple: true, default: [] },
        host: { type: 'string' },
        timeout: { type: 'string' },
      },
    }),
  );
  const { host, output } = values;
  if ((paths.length === 0) === (host === undefined)) {
    const found = host === undefined ? 'neither' : 'both';
    throw new UsageError(`check: expected at least one PATH, or --host URL, found ${found}`);
  }
  const names = rules.map(({ name }) => name);
  const changed = values.rule.map((word) => {
    const [name = '', severity = ''] = word.split('=', 2);
    return [oneOf('--rule', name, names), oneOf(`--rule ${name}`, severity, severities)] as const;
  });
  return {
    paths,
    host,
    output,
    timeout: milliseconds('check', values.timeout),
    format: formats[oneOf('--format', values.format, Object.keys(formats))] ?? pretty,
    failOn: oneOf('--fail-on', values['fail-on'], ['error', 'warning']),
    changed: new Map(changed),
  };
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found !== undefined) return found;
  throw new UsageError(`check: ${option}: expected one of ${allowed.join(', ')}, found ${JSON.stringify(value)}`);
}

/** The seconds of `--timeout` in milliseconds. */
export function milliseconds(verb: string, seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(seconds) && Number(seconds) > 0) return Number(seconds) * 1000;
  throw new UsageError(`${verb}: --timeout: expected seconds, more than 0, found ${JSON.stringify(seconds)}`);
}
