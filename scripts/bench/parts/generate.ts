import type { Part } from '../part.js';
import { bare, node } from '../program.js';

const [OURS, NOTHING] = ['`generate --check`', '`node -e 0`'];

export const generate: Part = {
  name: 'generate',
  title: 'Generating',
  text: 'A process of `npm run generate -- --check`, which makes everything in `generated/` anew and compares.',
  rows: [{ name: 'everything', turns: 3 }],
  columns: [OURS, NOTHING],
  comparisons: [],
  run: () => ({ sides: { [OURS]: node('--import', 'tsx', 'scripts/generate.ts', '--check'), [NOTHING]: bare } }),
};
