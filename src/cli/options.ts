import type { CheckTask } from '../checker/check.js';
import { rules, type Severity } from '../contract/index.js';
import { validatePattern } from '../recordings/redaction-patterns.js';
import { formatGithub } from '../report/github.js';
import { formatJson } from '../report/json.js';
import { formatJunit } from '../report/junit.js';
import { formatMarkdown } from '../report/markdown.js';
import { formatPretty } from '../report/pretty.js';
import type { ReportFormat } from '../report/report.js';
import { formatSarif } from '../report/sarif.js';
import { parseApiVersion } from './parse-api-version.js';
import { parseChoice, parseCommandArgs, UsageError } from './parse-args.js';
import { parseLimits } from './parse-limits.js';

const formats: Readonly<Record<string, ReportFormat>> = {
  pretty: formatPretty,
  json: formatJson,
  junit: formatJunit,
  sarif: formatSarif,
  github: formatGithub,
  markdown: formatMarkdown,
};
const SEVERITY_SETTINGS = ['off', 'warning', 'error'] as const;

/** What `check` is asked to do. */
export interface CheckOptions extends CheckTask {
  /** Whether the paths are JSON reports, to be merged into one. */
  readonly merge: boolean;
  /** The reports to be made, each with its file; without one it goes to standard output. */
  readonly reports: readonly { readonly format: ReportFormat; readonly file: string | undefined }[];
  /** Where to write all findings, to be accepted from then on. */
  readonly writeBaseline: string | undefined;
  /** How much the exchanges have to cover, in percent. */
  readonly minCoverage: number;
  readonly failOn: Severity;
}

/**
 * Reads the words after `check`.
 *
 * @throws UsageError on words that it does not know, and on both PATH and `--host`
 */
export function parseCheckOptions(args: string[]): CheckOptions {
  const { values, positionals: paths } = parseCommandArgs('check', args, {
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
  if (merge) rejectWithMerge(values, paths);
  if (paths.length > 0 && host !== undefined) throw new UsageError('check: expected PATH or --host URL, found both');
  return {
    paths,
    merge,
    host,
    apiVersion: parseApiVersion('check', values, true),
    session: values.session,
    reports: parseReports('check', values.format, values.output),
    baseline: values.baseline,
    writeBaseline: values['write-baseline'],
    coverage: values.coverage || values['min-coverage'] !== undefined,
    minCoverage: parsePercent(values['min-coverage'] ?? '0'),
    limits: parseLimits('check', values),
    failOn: parseChoice('check: --fail-on', values['fail-on'], ['error', 'warning']),
    severities: parseSeverities('check', values.rule),
  };
}

/** The options that say how exchanges are judged: what has been judged is only put together. */
const CHECKING_OPTIONS = ['host', 'api-version', 'session', 'timeout', 'max-body', 'rule', 'baseline'] as const;

/** @throws UsageError on what a merge of reports has no use for */
function rejectWithMerge(
  values: { readonly [name in (typeof CHECKING_OPTIONS)[number]]?: unknown } & { readonly format: readonly string[] },
  reports: readonly string[],
): void {
  if (reports.length === 0) throw new UsageError('check --merge: expected REPORT..., found none');
  const givenOption = CHECKING_OPTIONS.find((name) => [values[name] ?? []].flat().some(Boolean));
  if (givenOption !== undefined) {
    throw new UsageError(
      `check --merge: expected --${givenOption} with the checks that made the reports, found it here`,
    );
  }
  if (values.format.some((word) => word.split('=', 1)[0] === 'junit')) {
    throw new UsageError(
      'check --merge: expected another --format than junit, whose cases a report in JSON does not have',
    );
  }
}

/** The severities that each `ID=SEVERITY` of `--rule` changes. */
export function parseSeverities(command: string, settings: readonly string[]): CheckOptions['severities'] {
  const names = rules.map(({ name }) => name);
  const severities = settings.map((setting) => {
    const [name = '', severity = ''] = setting.split('=', 2);
    return [
      parseChoice(`${command}: --rule`, name, names),
      parseChoice(`${command}: --rule ${name}`, severity, SEVERITY_SETTINGS),
    ] as const;
  });
  return new Map(severities);
}

/** Each `FORMAT=FILE` with its file, a `FORMAT` alone with that of `--output`. */
export function parseReports(
  command: string,
  values: readonly string[],
  output: string | undefined,
): CheckOptions['reports'] {
  const reports = values.map((value) => {
    const [name = '', ...file] = value.split('=');
    const format = formats[parseChoice(`${command}: --format`, name, Object.keys(formats))] ?? formatPretty;
    if (file.length > 0 && file.join('=') === '')
      throw new UsageError(`${command}: --format ${name}: expected a FILE, found none`);
    return { format, file: file.length > 0 ? file.join('=') : output };
  });
  const files = reports.map(({ file }) => file);
  if (output !== undefined && !files.includes(output)) {
    throw new UsageError(`${command}: --output: expected a --format without a FILE for it, found none`);
  }
  const duplicateFile = files.find((file, index) => files.indexOf(file) !== index);
  if (new Set(files).size === files.length) return reports;
  throw new UsageError(
    `${command}: --format: expected a FILE for each report, found two for ${duplicateFile ?? 'standard output'}`,
  );
}

function parsePercent(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text);
  throw new UsageError(`check: --min-coverage: expected a percentage from 0 to 100, found ${JSON.stringify(text)}`);
}

/** @throws UsageError on a pattern of `--redact` that is none */
export function parseRedactPatterns(command: string, patterns: readonly string[]): readonly string[] {
  for (const pattern of patterns) {
    const expected = validatePattern(pattern);
    if (expected === undefined) continue;
    throw new UsageError(`${command}: --redact: expected ${expected}, found ${JSON.stringify(pattern)}`);
  }
  return patterns;
}
