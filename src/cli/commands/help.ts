import { apiVersions } from '../../contract/contract-version.js';
import { wrapText } from '../../report/wrap-text.js';
import { commandSpecs } from '../options.js';
import { type CommandSpec, type Flag, parseChoice, toOptionName, type ValueOption } from '../parse-args.js';

const COMMAND_NAME = 'docker-images-contract';

/** The width without a terminal, and the greatest width on one. */
const [DEFAULT_WIDTH, MAX_WIDTH] = [80, 100];

/** The least width with descriptions beside the options, and the column in which they begin. */
const [MIN_TABLE_WIDTH, DESCRIPTION_COLUMN] = [70, 31];

/**
 * Formats the help for one command, or for all.
 *
 * @param columns the width of the terminal
 * @throws UsageError on an unknown command
 */
export function formatHelp(args: readonly string[], columns = DEFAULT_WIDTH): string {
  const width = Math.min(columns, MAX_WIDTH);
  const specs: Readonly<Record<string, CommandSpec>> = commandSpecs;
  const names = args.length > 0 ? [parseChoice('help', args.join(' '), Object.keys(specs))] : Object.keys(specs);
  const sections = names.flatMap((name) => (specs[name] ? [formatCommandHelp(specs[name], width)] : []));
  if (args.length > 0) return sections.join('\n');
  const introduction = `${COMMAND_NAME}: the contract of Docker Engine API GET /images/json, v${apiVersions[0]} to v${apiVersions.at(-1)}, as a check`;
  const status =
    'Exit status: 0 nothing found, 1 findings, 2 wrong usage, input that cannot be read, nothing checked, or no engine.';
  return [formatParagraph(introduction, width), ...sections, formatParagraph(status, width)].join('\n');
}

function formatCommandHelp({ usage, description = [], options, notes = [] }: CommandSpec, width: number): string {
  const indent = (text: string): string => formatParagraph(text, width, '  ');
  const forms = usage.map((form) => formatParagraph(`${COMMAND_NAME} ${form}`, width, '', '    '));
  const rows = Object.entries(options).map(([key, option]) => formatOptionRow(key, option, width));
  const parts = [[...forms, ...description.map(indent)].join(''), rows.join(''), ...notes.map(indent)];
  return parts.filter((part) => part !== '').join('\n');
}

const formatParagraph = (text: string, width: number, first = '', rest = first): string =>
  `${wrapText(text, width, first, rest).join('\n')}\n`;

/** An option with its description beside it, or below it in a narrow terminal. */
function formatOptionRow(key: string, option: ValueOption | Flag, width: number): string {
  const indent = ' '.repeat(width < MIN_TABLE_WIDTH ? 6 : DESCRIPTION_COLUMN);
  const first = `  --${toOptionName(key)}${'value' in option ? ` ${option.value}` : ''}`;
  const text = describeOption(option);
  if (first.length >= indent.length) return `${first}\n${formatParagraph(text, width, indent)}`;
  return formatParagraph(text, width, first.padEnd(indent.length), indent);
}

function describeOption(option: ValueOption | Flag): string {
  if (!('value' in option)) return option.help;
  const defaultText = option.default === undefined ? '' : ` (default: ${option.default})`;
  return `${option.help}${defaultText}${option.repeatable ? '; can be repeated' : ''}`;
}
