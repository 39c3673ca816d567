import { join } from 'node:path';
import { withoutFindings, writeLines } from '../inputs.js';
import type { Part } from '../part.js';
import { cli, node } from '../program.js';

const OURS = '`check`';
/** V8 leaves what nobody needs where it is as long as it may take more. */
const SMALL = 'the same in a heap of 48 MB';
const small = ['--max-old-space-size=48', '--max-semi-space-size=2', 'dist/cli/main.js'];

export const growth: Part = {
  name: 'growth',
  title: 'The command, on more and more exchanges',
  text: 'A process of `check` on so many exchanges of no session, one a line, 23 kB each, in which nothing is found: of an exchange nothing is kept but what is found. Node takes more the longer it runs, unless it is told to do with less.',
  rows: [100, 1000, 10_000, 40_000].map((size) => ({
    name: `${size.toLocaleString('en')} exchanges`,
    size,
    ...(size >= 10_000 ? { turns: 3 } : {}),
  })),
  columns: [OURS, SMALL],
  comparisons: [],
  curves: [
    { file: 'growth-time', title: 'Time of `check`', of: 'exchanges', up: 'time' },
    { file: 'growth-memory', title: 'Peak of memory of `check`', of: 'exchanges', up: 'memory' },
  ],
  run: ({ size = 0 }, { folder }) => {
    const file = join(folder, 'exchanges.ndjson');
    writeLines(file, withoutFindings(size));
    return { sides: { [OURS]: cli('check', file), [SMALL]: node(...small, 'check', file) } };
  },
};
