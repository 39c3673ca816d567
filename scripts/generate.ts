/**
 * npm run generate            makes generated/ from openapi/images-json.yaml
 * npm run generate -- --check compares generated/ with what the fragment gives now; exit 1 when anything differs
 */
import { join } from 'node:path';
import { generate } from './generate/command.js';

process.exitCode = await generate(process.argv.slice(2), {
  root: join(import.meta.dirname, '..'),
  out: (text) => process.stdout.write(text),
  problem: (text) => process.stderr.write(text),
});
