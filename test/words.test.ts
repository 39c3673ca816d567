import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../src/contract/index.js';
import { root, run } from './cli/run.js';

/* What users read has the terms of the field, none of our own. */

const PRIVATE_WORDS =
  /\b(?:refusals?|judg(?:e[ds]?|ing)|mend(?:ed|s)?|departs?|stand-ins?|dialects?|universes?|unasked|spellings?|blanks?)\b/gi;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const verbs = ['check', 'record', 'mock', 'proxy', 'explain', 'help'];

test.each([
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'openapi/images-json.yaml', 'openapi/errata.yaml'],
  ...['openapi/report.schema.json', 'generated/reference.md', 'generated/compat.json'],
])('%s', (path) => expect(findPrivateWords(read(path))).toEqual([]));

test.each(verbs)('help %s', (verb) => expect(findPrivateWords(run(['help', verb]).out)).toEqual([]));

test('the rules', () => expect(findPrivateWords(JSON.stringify(rules))).toEqual([]));

/** Names of recordings and of their sets of images are not prose. */
function findPrivateWords(text: string): string[] {
  return text.replaceAll(/[\w./-]+\.json(?:\.gz)?/g, '').match(PRIVATE_WORDS) ?? [];
}
