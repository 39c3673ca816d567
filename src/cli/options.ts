import { constants } from 'node:buffer';
import { apiVersions, findContract } from '../contract/contract-version.js';
import { rules } from '../contract/index.js';
import { validatePattern } from '../recordings/redaction-patterns.js';
import { formatGithub } from '../report/github.js';
import { formatJson } from '../report/json.js';
import { formatJunit } from '../report/junit.js';
import { formatMarkdown } from '../report/markdown.js';
import { formatPretty } from '../report/pretty.js';
import type { ReportFormat } from '../report/report.js';
import { formatSarif } from '../report/sarif.js';
import { type CommandSpec, parseChoice, UsageError, type ValueOption } from './parse-args.js';
import type { ReportTargets } from './reports.js';

const formats: Readonly<Record<string, ReportFormat>> = {
  pretty: formatPretty,
  json: formatJson,
  junit: formatJunit,
  sarif: formatSarif,
  github: formatGithub,
  markdown: formatMarkdown,
};
const ruleNames = rules.map(({ name }) => name);
const SEVERITY_SETTINGS = ['off', 'warning', 'error'] as const;

/** The longest string that Node can make. */
const MAX_STRING_BYTES = constants.MAX_STRING_LENGTH;

type Parse<T> = NonNullable<ValueOption<T>['parse']>;

/** Makes the reader of a value of which `convert` makes something. */
const parseMatching =
  <T>(expected: string, convert: (text: string) => T | undefined): Parse<T> =>
  (text, name) => {
    const value = convert(text);
    if (value !== undefined) return value;
    throw new UsageError(`${name}: expected ${expected}, found ${JSON.stringify(text)}`);
  };

/** Makes the reader of a number in a range. */
const parseNumber = (expected: string, pattern: RegExp, isInRange: (number: number) => boolean): Parse<number> =>
  parseMatching(expected, (text) => (pattern.test(text) && isInRange(Number(text)) ? Number(text) : undefined));

const DECIMAL = /^\d+(\.\d+)?$/;

/** An option whose value is one of a few words. */
const createChoice = <const T extends string>(allowed: readonly T[], help: string) => ({
  value: allowed.join('|'),
  help,
  parse: (text: string, name: string): T => parseChoice(name, text, allowed),
});

/** Reads `ID=SEVERITY`. */
function parseSeverity(text: string, name: string) {
  const [id = '', severity = ''] = text.split('=', 2);
  const rule = parseChoice(name, id, ruleNames);
  return [rule, parseChoice(`${name} ${rule}`, severity, SEVERITY_SETTINGS)] as const;
}

/** Reads `FORMAT` or `FORMAT=FILE`. */
function parseReportTarget(text: string, name: string): ReportTargets[number] {
  const [formatName = '', ...rest] = text.split('=');
  const format = formats[parseChoice(name, formatName, Object.keys(formats))] ?? formatPretty;
  if (rest.length === 0) return { format, file: undefined };
  const file = rest.join('=');
  if (file === '') throw new UsageError(`${name} ${formatName}: expected a FILE, found none`);
  return { format, file };
}

function parseRedactPattern(text: string, name: string): string {
  const expected = validatePattern(text);
  if (expected === undefined) return text;
  throw new UsageError(`${name}: expected ${expected}, found ${JSON.stringify(text)}`);
}

const host = {
  value: 'URL',
  help: 'the engine: unix://, tcp://, http(s)://, npipe://, ssh:// (default: the one that the docker command asks)',
};
/** Any version; the engine says whether it serves it. */
const apiVersion = {
  value: '1.NN',
  help: "the API version to ask at (default: 1.49, or the engine's newest when that is older)",
  parse: parseMatching('one such as 1.49', (text) => /^1\.[1-9]\d{0,2}$/.exec(text)?.[0]),
};
/** The defaults of limits are the client's, which is not loaded for a check of files. */
const timeout = {
  value: 'SECONDS',
  help: 'how long one answer may take',
  parse: (text: string, name: string) =>
    1000 * parseNumber('seconds, more than 0', DECIMAL, (one) => one > 0)(text, name),
  default: '60',
} as const;
const maxBody = {
  value: 'BYTES',
  help: 'how long one answer may be',
  parse: parseNumber(`bytes, from 1 to ${MAX_STRING_BYTES}`, /^\d+$/, (one) => one > 0 && one <= MAX_STRING_BYTES),
  default: '268435456',
} as const;
const redact = {
  value: 'PATTERN',
  help: 'hide this text, anywhere and in any case, where * stands for any letters, digits and . _ - + ~',
  parse: parseRedactPattern,
  repeatable: true,
} as const;
const format = {
  value: 'FORMAT[=FILE]',
  help: `${Object.keys(formats)
    .join(', ')
    .replace(/, (\w+)$/, ' or $1')}, each with a FILE of its own`,
  parse: parseReportTarget,
  default: 'pretty',
  repeatable: true,
} as const;
const output = { value: 'FILE', help: 'where the report goes that has no FILE' };
const failOn = {
  ...createChoice(['error', 'warning'], 'what makes the exit status 1'),
  default: 'error',
} as const;
const rule = {
  value: `ID=${SEVERITY_SETTINGS.join('|')}`,
  help: 'the severity of a rule',
  parse: parseSeverity,
  repeatable: true,
} as const;

/** The commands with their options: what they take, and what their help says. */
export const commandSpecs = {
  check: {
    usage: ['check [PATH...]', 'check --merge REPORT...'],
    description: [
      'Checks recorded answers: files, folders, or - for standard input. Without PATH it asks a running engine, by GET alone, and checks the answers.',
      'With --merge it makes one report of several in JSON, as of one run over all their files: each file, and each session, has to be in one of them.',
    ],
    takesPaths: true,
    options: {
      host,
      apiVersion: {
        ...apiVersion,
        help: `${apiVersion.help}; of PATH, the version of exchanges that do not say theirs`,
        parse: parseMatching(`${apiVersions[0]} or newer, such as 1.49`, (text) => findContract(text) && text),
      },
      session: { help: 'check all exchanges as one session: answers of one engine whose images did not change' },
      requireSession: { help: 'exit status 2 if a session could not be checked, or there is none' },
      timeout,
      maxBody,
      format,
      output,
      failOn,
      rule,
      baseline: { value: 'FILE', help: 'findings that are accepted: neither reported nor counted' },
      writeBaseline: { value: 'FILE', help: 'write all findings down as such a file' },
      coverage: { help: 'print what of the contract no exchange shows' },
      minCoverage: {
        value: 'PERCENT',
        help: 'the same; exit status 1 when less is shown',
        parse: parseNumber('a percentage from 0 to 100', DECIMAL, (one) => one <= 100),
      },
      merge: { help: 'make one report of REPORT...' },
    },
  },
  record: {
    usage: ['record --out DIR'],
    description: ['Asks a running engine, by GET alone, and writes each answer to a file in DIR.'],
    options: {
      out: { value: 'DIR', help: 'the folder; it is made when it is not there', required: true },
      host,
      apiVersion,
      timeout,
      maxBody,
      redact,
    },
    notes: [
      'Recordings keep names of registries, and labels with whatever is in them, such as tokens, e-mail and IP addresses. User info in URLs is hidden.',
    ],
  },
  mock: {
    usage: ['mock --listen URL'],
    description: [
      'Stands in for Docker 28.5.2 with the images of a recording: filters, cuts names and refuses as that engine does, at API v1.24 to v1.51.',
    ],
    options: {
      listen: { value: 'URL', help: 'unix://PATH or tcp://HOST:PORT; port 0 takes any', required: true },
      from: {
        value: 'PATH',
        help: 'recordings with a list of all images, or such a list (default: some images of every kind)',
      },
      store: createChoice(['containerd', 'graphdriver'], 'how it keeps them (default: what they show)'),
    },
  },
  proxy: {
    usage: ['proxy --listen URL'],
    description: [
      'Passes everything on to an engine, byte for byte, and checks its lists of images as they pass: point any client at it by DOCKER_HOST. Findings are said when they are found, the report comes at the end.',
    ],
    options: {
      listen: {
        value: 'URL',
        help: 'unix://PATH, with the permissions of the socket of the engine, or tcp://HOST:PORT; port 0 takes any',
        required: true,
      },
      allowPublic: {
        help: 'listen at an address that other machines reach: whoever does can do anything with the engine',
      },
      host,
      out: { value: 'DIR', help: 'write what is checked as recordings, as `record` does' },
      redact,
      maxBody: { ...maxBody, help: 'a longer answer passes and is not checked' },
      format: { ...format, help: `${format.help}; json without FILE is a line a finding (NDJSON)` },
      output,
      failOn,
      rule,
    },
  },
  explain: {
    usage: ['explain [RULE]'],
    description: [
      'Says what a rule means, why it is there, and how to fix what it finds. Without RULE it lists all rules.',
    ],
    options: {},
  },
  help: { usage: ['help [VERB]   -h  --help', '--version   -v'], options: {} },
} as const satisfies Readonly<Record<string, CommandSpec>>;

/**
 * Gives the report that has no FILE the file of `--output`.
 *
 * @throws UsageError if two reports go to one place, or none goes to `output`
 */
export function resolveReports(
  command: string,
  { format: targets, output }: { readonly format: ReportTargets; readonly output: string | undefined },
): ReportTargets {
  const reports = targets.map(({ format, file }) => ({ format, file: file ?? output }));
  const files = reports.map(({ file }) => file);
  if (output !== undefined && !files.includes(output)) {
    throw new UsageError(`${command}: --output: expected a --format without a FILE for it, found none`);
  }
  if (new Set(files).size === files.length) return reports;
  const duplicateFile = files.find((file, index) => files.indexOf(file) !== index) ?? 'standard output';
  throw new UsageError(`${command}: --format: expected a FILE for each report, found two for ${duplicateFile}`);
}
