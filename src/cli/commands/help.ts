import { apiVersions } from '../../contract/contract-version.js';
import { wrapText } from '../../report/wrap-text.js';
import { parseChoice } from '../parse-args.js';

/** What a verb takes and does. */
interface CommandHelp {
  /** The words behind the command, a line each way. */
  readonly usage: readonly string[];
  /** What it does, a paragraph each. */
  readonly description?: readonly string[];
  /** Its options, each with what it says. */
  readonly options?: Readonly<Record<string, string>>;
  /** What else is to be known, a paragraph each. */
  readonly notes?: readonly string[];
}

const HOST_HELP = 'the engine: unix://, tcp://, http(s)://, npipe:// (default: the one that the docker command asks)';
const API_VERSION_HELP = "the API version to ask at (default: 1.49, or the engine's newest when that is older)";
const limitOptions = {
  '--timeout SECONDS': 'how long one answer may take (default: 60)',
  '--max-body BYTES': 'how long one answer may be (default: 268435456)',
};

const commandHelps: Readonly<Record<string, CommandHelp>> = {
  check: {
    usage: ['check [PATH...]', 'check --merge REPORT...'],
    description: [
      'Judges recorded answers: files, folders, or - for standard input. Without PATH it asks a running engine, by GET alone, and judges the answers.',
      'With --merge it makes one report of several in JSON, as of one run over all their files: each file, and each session, has to be in one of them.',
    ],
    options: {
      '--host URL': HOST_HELP,
      '--api-version 1.NN': `${API_VERSION_HELP}; of PATH, the version of exchanges that do not say theirs`,
      '--session': 'judge all exchanges as one session: answers of one engine whose images did not change',
      ...limitOptions,
      '--format FORMAT[=FILE]':
        'pretty (default), json, junit, sarif, github or markdown; can be repeated, each with a FILE of its own',
      '--output FILE': 'where the report goes that has no FILE',
      '--fail-on error|warning': 'what makes the exit status 1 (default: error)',
      '--rule ID=off|warning|error': 'the severity of a rule; can be repeated',
      '--baseline FILE': 'findings that are accepted: neither reported nor counted',
      '--write-baseline FILE': 'write all findings down as such a file',
      '--coverage': 'print what of the contract no exchange shows',
      '--min-coverage PERCENT': 'the same; exit status 1 when less is shown',
    },
  },
  record: {
    usage: ['record --out DIR'],
    description: ['Asks a running engine, by GET alone, and writes each answer to a file in DIR.'],
    options: {
      '--out DIR': 'the folder; it is made when it is not there',
      '--host URL': HOST_HELP,
      '--api-version 1.NN': API_VERSION_HELP,
      ...limitOptions,
      '--redact PATTERN':
        'hide this text, anywhere and in any case, where * stands for any letters, digits and . _ - + ~; can be repeated',
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
      '--listen URL': 'unix://PATH or tcp://HOST:PORT; port 0 takes any',
      '--from PATH': 'recordings with a list of all images, or such a list (default: some images of every kind)',
      '--store containerd|graphdriver': 'how it keeps them (default: what they show)',
    },
  },
  proxy: {
    usage: ['proxy --listen URL'],
    description: [
      'Passes everything on to an engine, byte for byte, and judges its lists of images as they pass: point any client at it by DOCKER_HOST. Findings are said when they are found, the report comes at the end.',
    ],
    options: {
      '--listen URL':
        'unix://PATH, with the permissions of the socket of the engine, or tcp://HOST:PORT; port 0 takes any',
      '--allow-public': 'listen at an address that other machines reach: whoever does can do anything with the engine',
      '--host URL': HOST_HELP,
      '--out DIR': 'write what is judged as recordings, as `record` does',
      '--redact PATTERN': 'as `record` has it',
      '--max-body BYTES': 'a longer answer passes and is not judged (default: 268435456)',
      '--format FORMAT[=FILE]': 'as `check` has it; json without FILE is a line a finding (NDJSON)',
      '--output FILE': 'where the report goes that has no FILE',
      '--fail-on error|warning': 'what makes the exit status 1 (default: error)',
      '--rule ID=off|warning|error': 'the severity of a rule; can be repeated',
    },
  },
  explain: {
    usage: ['explain [RULE]'],
    description: [
      'Says what a rule means, why it is there, and how to mend what it finds. Without RULE it lists all rules.',
    ],
  },
  help: { usage: ['help [VERB]   -h  --help', '--version   -v'] },
};

const COMMAND_NAME = 'docker-images-contract';

/** How wide a text is where no terminal says it, and how wide it gets on one. */
const [DEFAULT_WIDTH, MAX_WIDTH] = [80, 100];

/** From here on there is room for a text beside its option, which begins in this column. */
const [MIN_TABLE_WIDTH, DESCRIPTION_COLUMN] = [70, 31];

/**
 * The help for one verb, or for all.
 *
 * @param columns how wide the terminal is
 * @throws UsageError on what is no verb
 */
export function formatHelp(args: readonly string[], columns = DEFAULT_WIDTH): string {
  const width = Math.min(columns, MAX_WIDTH);
  if (args.length > 0)
    return formatCommandHelp(commandHelps[parseChoice('help', args.join(' '), Object.keys(commandHelps))], width);
  const introduction = `${COMMAND_NAME}: the contract of Docker Engine API GET /images/json, v${apiVersions[0]} to v${apiVersions.at(-1)}, as a check`;
  const status =
    'Exit status: 0 nothing found, 1 findings, 2 wrong usage, input that cannot be read, nothing judged, or no engine.';
  const sections = Object.values(commandHelps).map((command) => formatCommandHelp(command, width));
  return [formatParagraph(introduction, width), ...sections, formatParagraph(status, width)].join('\n');
}

function formatCommandHelp(
  { usage, description = [], options = {}, notes = [] }: CommandHelp = { usage: [] },
  width: number,
): string {
  const indented = (text: string): string => formatParagraph(text, width, '  ');
  const table = Object.entries(options).map(([option, text]) => formatOptionRow(option, text, width));
  const parts = [
    [
      ...usage.map((usageLine) => formatParagraph(`${COMMAND_NAME} ${usageLine}`, width, '', '    ')),
      ...description.map(indented),
    ],
    table,
    ...notes.map((text) => [indented(text)]),
  ];
  return parts
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join(''))
    .join('\n');
}

const formatParagraph = (text: string, width: number, first = '', rest = first): string =>
  `${wrapText(text, width, first, rest).join('\n')}\n`;

/** An option with its text beside it, or below where there is no room. */
function formatOptionRow(option: string, text: string, width: number): string {
  const indent = ' '.repeat(width < MIN_TABLE_WIDTH ? 6 : DESCRIPTION_COLUMN);
  const first = `  ${option}`;
  if (first.length >= indent.length) return `${first}\n${formatParagraph(text, width, indent)}`;
  return formatParagraph(text, width, first.padEnd(indent.length), indent);
}
