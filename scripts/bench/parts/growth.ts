import { join } from 'node:path';
import { exchanges, writeLines } from '../inputs.js';
import type { Part } from '../part.js';
import { cli } from '../program.js';

const OURS = '`check`';

export const growth: Part = {
  name: 'growth',
  title: 'The command, on more and more exchanges',
  text: 'A process of `check` on so many exchanges of no session, one a line, 25 kB each: the time grows with their number, the memory does not.',
  rows: [100, 1000, 10_000, 40_000].map((size) => ({
    name: `${size.toLocaleString('en')} exchanges`,
    size,
    ...(size >= 10_000 ? { turns: 3 } : {}),
  })),
  columns: [OURS],
  comparisons: [],
  curves: [
    { file: 'growth-time', title: 'Time of `check`', of: 'exchanges', up: 'time' },
    { file: 'growth-memory', title: 'Peak of memory of `check`', of: 'exchanges', up: 'memory' },
  ],
  run: ({ size = 0 }, { folder }) => {
    const file = join(folder, 'exchanges.ndjson');
    writeLines(file, exchanges(size));
    return { sides: { [OURS]: cli('check', file) } };
  },
};
