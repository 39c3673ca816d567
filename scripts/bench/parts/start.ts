import { RECORDING } from '../inputs.js';
import type { Part, Place, Side } from '../part.js';
import { bare, cli, node, type Program } from '../program.js';

const [OURS, NOTHING] = ['ours', 'nothing'];

const importing = (file: string): Program => node('--input-type=module', '-e', `await import('./${file}')`);
const imports = (file: string) => (): Record<string, Side> => ({
  [OURS]: importing(file),
  [NOTHING]: node('--input-type=module', '-e', '0'),
});
const NODE_22 = '`check` of one recording, on Node 22';

/** What is started, by the name of its row. */
const starts: Readonly<Record<string, (place: Place) => Record<string, Side>>> = {
  'import of the validators': imports('generated/validators.js'),
  'import of the contract': imports('dist/contract/index.cjs'),
  'import of the client': imports('dist/client/index.cjs'),
  '`check` of one recording': () => ({ [OURS]: cli('check', RECORDING), [NOTHING]: bare }),
  [NODE_22]: ({ peers: { node22 } }) => ({
    [OURS]: { ...cli('check', RECORDING), node: node22 },
    [NOTHING]: { ...bare, node: node22 },
  }),
};

export const start: Part = {
  name: 'start',
  title: 'Import and cold start',
  text: 'A process each: one that imports an entry beside one that imports nothing, and `check` of one recording beside `node -e 0`. Node 22 keeps what it has compiled from one start to the next, and has done so here.',
  rows: Object.keys(starts).map((name) => ({ name })),
  columns: [OURS, NOTHING],
  comparisons: [{ by: 'longer', ours: OURS, theirs: NOTHING, goal: 15, rows: [NODE_22] }],
  run: ({ name }, place) => ({ sides: starts[name]?.(place) ?? {} }),
};
