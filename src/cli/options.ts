import { rules, type Severity } from '../contract/index.js';
import { github } from '../report/github.js';
import { json } from '../report/json.js';
import { junit } from '../report/junit.js';
import { markdown } from '../report/markdown.js';
import { pretty } from '../report/pretty.js';
import type { Format } from '../report/report.js';
import { sarif } from '../report/sarif.js';
import { type Limits, limitsOf } from './limits.js';
import { oneOf, UsageError, wordsOf } from './usage.js';
import { versionOf } from './version.js';

const formats: Readonly<Record<string, Format>> = { pretty, json, junit, sarif, github, markdown };
const severities = ['off', 'warning', 'error'] as const;

/** What `check` is asked to do. */
export interface CheckOptions {
  /** Files and folders; none when an engine is asked. */
  readonly paths: readonly string[];
  /** Whether these are JSON reports, to be made one. */
  readonly merge: boolean;
  readonly host: string | undefined;
  /** The API version to ask an engine at; of what is recorded, that of exchanges which do not say. */
  readonly apiVersion: string | undefined;
  /** Whether all exchanges are judged as one session. */
  readonly session: boolean;
  /** How far an engine's answer may go. */
  readonly limits: Limits;
  /** The reports to be made, each with its file; without one it goes to standard output. */
  readonly reports: readonly { readonly format: Format; readonly file: string | undefined }[];
  /** The file with findings that are accepted. */
  readonly baseline: string | undefined;
  /** Where to write all findings, to be accepted from then on. */
  readonly writeBaseline: string | undefined;
  /** Whether to say how much of the contract the exchanges cover. */
  readonly coverage: boolean;
  /** How much they have to cover, in percent. */
  readonly minCoverage: number;
  readonly failOn: Severity;
  /** The severities that `--rule` changes. */
  readonly changed: ReadonlyMap<string, (typeof severities)[number]>;
}

/**
 * Reads the words after `check`.
 *
 * @throws UsageError on words that it does not know, and on both PATH and `--host`
 */
export function checkOptions(words: string[]): CheckOptions {
  const { values, positionals: paths } = wordsOf('check', words, {
    format: { type: 'string', multiple: true, default: ['pretty'] },
    output: { type: 'string' },
    'fail-on': { type: 'string', default: 'error' },
    rule: { type: 'string', multiple: true, default: [] },
    baseline: { type: 'string' },
    'write-baseline': { type: 'string' },
    coverage: { type: 'boolean', default: false },
    'min-coverage': { type: 'string' },
    host: { type: 'string' },
    'api-version': { type: 'string' },
    session: { type: 'boolean', default: false },
    merge: { type: 'boolean', default: false },
    timeout: { type: 'string' },
    'max-body': { type: 'string' },
  });
  const { host, merge } = values;
  if (merge) refuseBesideMerge(values, paths);
  if (paths.length > 0 && host !== undefined) throw new UsageError('check: expected PATH or --host URL, found both');
  return {
    paths,
    merge,
    host,
    apiVersion: versionOf('check', values, true),
    session: values.session,
    reports: reportsOf('check', values.format, values.output),
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    coverage: values.coverage || values['min-coverage'] !== undefined,
    minCoverage: percent(values['min-coverage'] ?? '0'),
    limits: limitsOf('check', values),
    failOn: oneOf('check: --fail-on', values['fail-on'], ['error', 'warning']),
    changed: changedBy('check', values.rule),
  };
}

/** The options that say how exchanges are judged: what has been judged is only put together. */
const judging = ['host', 'api-version', 'session', 'timeout', 'max-body', 'rule', 'baseline'] as const;

/** @throws UsageError on what a merge of reports has no use for */
function refuseBesideMerge(
  values: { readonly [name in (typeof judging)[number]]?: unknown } & { readonly format: readonly string[] },
  reports: readonly string[],
): void {
  if (reports.length === 0) throw new UsageError('check --merge: expected REPORT..., found none');
  const given = judging.find((name) => [values[name] ?? []].flat().some(Boolean));
  if (given !== undefined) {
    throw new UsageError(`check --merge: expected --${given} with the checks that made the reports, found it here`);
  }
  if (values.format.some((word) => word.split('=', 1)[0] === 'junit')) {
    throw new UsageError(
      'check --merge: expected another --format than junit, whose cases a report in JSON does not have',
    );
  }
}

/** The severities that each `ID=SEVERITY` of `--rule` changes. */
export function changedBy(verb: string, words: readonly string[]): CheckOptions['changed'] {
  const names = rules.map(({ name }) => name);
  const changed = words.map((word) => {
    const [name = '', severity = ''] = word.split('=', 2);
    return [oneOf(`${verb}: --rule`, name, names), oneOf(`${verb}: --rule ${name}`, severity, severities)] as const;
  });
  return new Map(changed);
}

/** Each `FORMAT=FILE` with its file, a `FORMAT` alone with that of `--output`. */
export function reportsOf(verb: string, words: readonly string[], output: string | undefined): CheckOptions['reports'] {
  const reports = words.map((word) => {
    const [name = '', ...file] = word.split('=');
    const format = formats[oneOf(`${verb}: --format`, name, Object.keys(formats))] ?? pretty;
    if (file.length > 0 && file.join('=') === '')
      throw new UsageError(`${verb}: --format ${name}: expected a FILE, found none`);
    return { format, file: file.length > 0 ? file.join('=') : output };
  });
  const files = reports.map(({ file }) => file);
  if (output !== undefined && !files.includes(output)) {
    throw new UsageError(`${verb}: --output: expected a --format without a FILE for it, found none`);
  }
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (new Set(files).size === files.length) return reports;
  throw new UsageError(
    `${verb}: --format: expected a FILE for each report, found two for ${twice ?? 'standard output'}`,
  );
}

function percent(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text);
  throw new UsageError(`check: --min-coverage: expected a percentage from 0 to 100, found ${JSON.stringify(text)}`);
}
