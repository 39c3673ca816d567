/** `npm run fuzz [-- SEED]`: tries the readers on random input, much of it; a seed repeats a run. The tests try a little. */

import { writtenForms } from './fuzz/forms.js';
import { harTexts } from './fuzz/har.js';
import { jsonTexts } from './fuzz/json.js';

export const fuzzes = [jsonTexts, harTexts, writtenForms];

async function main([seed = String(Date.now() % 2 ** 31)]: string[]): Promise<void> {
  for (const { name, runs, run } of fuzzes) {
    console.log(`${name}: ${runs.full} inputs, seed ${seed}`);
    await run('full', Number(seed));
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv.slice(2));
