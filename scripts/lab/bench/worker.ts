/** Measures one comparison in a process of its own, so that no other one has warmed up or filled its heap, and prints it as JSON. */
import { comparisons } from './comparisons.js';
import { measure } from './measure.js';

const [index, folder = ''] = process.argv.slice(2);
const comparison = comparisons[Number(index)];
if (!comparison) throw new Error(`bench: no comparison ${index}`);
const measured = await measure(await comparison.prepare(folder));
// A connection that is kept alive would keep the process.
process.stdout.write(JSON.stringify(measured), () => process.exit());
