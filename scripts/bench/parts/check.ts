import { join } from 'node:path';
import { exchanges, FOLDERS, RECORDING, writeHar, writeLines } from '../inputs.js';
import type { Part, Place, Side } from '../part.js';
import { bare, cli, node } from '../program.js';

const [OURS, NOTHING, PARSE, REDOCLY] = ['`check`', '`node -e 0`', 'reading and parsing', '`redocly drift`'];

/** What reads a file, or a folder's, and parses it. */
const parse = (code: string, ...words: string[]): Side =>
  node('-e', `const [, ...paths] = process.argv; ${code}`, ...words);

/** The inputs by the name of their row. */
const inputs: Readonly<Record<string, (place: Place) => Record<string, Side>>> = {
  'one recording': () => ({ [OURS]: cli('check', RECORDING), [NOTHING]: bare }),
  '360 recordings': () => ({
    [OURS]: cli('check', ...FOLDERS),
    [PARSE]: parse(
      `for (const path of paths) for (const name of fs.readdirSync(path)) {
        const bytes = fs.readFileSync(path + '/' + name);
        if (name.includes('.json')) JSON.parse(name.endsWith('.gz') ? zlib.gunzipSync(bytes) : bytes);
      }`,
      ...FOLDERS,
    ),
  }),
  'a HAR of 420 entries': ({ folder }) => {
    const file = join(folder, 'exchanges.har');
    writeHar(file, exchanges(420));
    const about = ['--api', 'generated/openapi.json', '--match-mode', 'basepath'];
    return {
      [OURS]: cli('check', file),
      [PARSE]: parse(
        "for (const { response } of JSON.parse(fs.readFileSync(paths[0], 'utf8')).log.entries) try { JSON.parse(response.content.text) } catch {}",
        file,
      ),
      [REDOCLY]: node('node_modules/@redocly/cli/bin/cli.js', 'drift', ...about, file),
    };
  },
  '10,000 exchanges, one a line': ({ folder }) => {
    const file = join(folder, 'exchanges.ndjson');
    writeLines(file, exchanges(10_000));
    return {
      [OURS]: cli('check', file),
      [PARSE]: parse(
        "for (const line of fs.readFileSync(paths[0], 'utf8').split('\\n')) if (line) JSON.parse(line)",
        file,
      ),
    };
  },
};

const HAR = 'a HAR of 420 entries';

export const check: Part = {
  name: 'check',
  title: 'The command, on files',
  text: 'A process each, from its start to its end: `check`; Node that reads the same files and parses them with the texts in them; and `redocly drift`, which holds a HAR against a description. The HAR has 10 MB, the lines 250 MB.',
  rows: Object.keys(inputs).map((name) => ({ name })),
  columns: [OURS, NOTHING, PARSE, REDOCLY],
  comparisons: [
    { by: 'time', ours: OURS, theirs: PARSE, goal: 1.3, rows: [HAR] },
    { by: 'time', ours: OURS, theirs: REDOCLY, goal: 0.33 },
    { by: 'memory', ours: OURS, theirs: REDOCLY, goal: 0.5 },
    { by: 'memory', ours: OURS, theirs: PARSE },
  ],
  run: ({ name }, place) => ({ sides: inputs[name]?.(place) ?? {} }),
};
