import { join } from 'node:path';
import { runCommand } from '../../src/cli/run-command.js';
import { escapeHtml } from '../docs/template.js';

const root = join(import.meta.dirname, '../..');
const EXAMPLE = join(root, 'test/contract/published-example.json');
const COLUMNS = 110;

/** Draws a terminal with the output of the check of the example on Docker's own page, as SVG. */
export async function drawCheck(): Promise<string> {
  let said = '';
  await runCommand(['check', EXAMPLE], {
    print: (text) => {
      said += text;
    },
    printError: (line) => {
      throw new Error(`scripts/generate/picture.ts: ${line}`);
    },
    hasErrors: () => false,
    colour: true,
    columns: COLUMNS,
    progress: { update() {}, clear() {}, end() {} },
  });
  const name = 'docker-example.json';
  return drawTerminal(`$ npx docker-images-contract check ${name}\n${said.replaceAll(EXAMPLE, name).trimEnd()}`);
}

/** The width of a character, the height of a line, and the margin, in pixels. */
const [WIDTH, HEIGHT, EDGE] = [8.43, 20, 20];

/** The styles that the command uses, by their escape codes. */
const looks: Readonly<Record<string, string>> = {
  1: 'font-weight="bold"',
  2: 'fill="#9aa4af"',
  31: 'fill="#ff8a80"',
  33: 'fill="#e3b341"',
  36: 'fill="#76d9e6"',
};

/** An escape sequence that sets a style. */
const CODES = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`, 'g');

/** Draws text with escape sequences as SVG. */
function drawTerminal(text: string): string {
  const lines = text.split('\n');
  const columns = Math.max(...lines.map((line) => line.replace(CODES, '').length));
  const [width, height] = [Math.ceil(columns * WIDTH) + 2 * EDGE, lines.length * HEIGHT + 2 * EDGE];
  const rows = lines.map(
    (line, row) => `<text x="${EDGE}" y="${EDGE + (row + 0.75) * HEIGHT}">${drawSpans(line)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
<title id="title">The check, run on the example of Docker’s page: Created is a string, where engines send an integer</title>
<rect width="${width}" height="${height}" rx="10" fill="#0d1117"/>
${rows.join('\n')}
</svg>
`;
}

function drawSpans(line: string): string {
  return line
    .split(CODES)
    .map((part, at, parts) => {
      if (at % 2 === 1 || part === '') return '';
      const look = looks[parts[at - 1] ?? ''];
      return look ? `<tspan ${look}>${keepSpaces(part)}</tspan>` : keepSpaces(part);
    })
    .join('');
}

/** Some readers of SVG collapse spaces, but not no-break spaces. */
const keepSpaces = (text: string): string => escapeHtml(text).replaceAll(' ', '\u00a0');
