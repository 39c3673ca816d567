import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './cli/run.js';

/*
 * What comes from outside must not hold a process up: each regular expression of src/ is linear by a checker, or its
 * input is bounded, and this says by what.
 */
const bounded: readonly (readonly [begins: string, by: string])[] = [
  ['/too new.*maximum', 'a message is cut at 1,000 characters'],
  ['/too old.*minimum', 'a message is cut at 1,000 characters'],
  ['/^ERR_(SSL_', 'codes are those of Node'],
  ['/<(style|script)', 'a page is cut at 16 kB, and error.test.ts gives it pages'],
  [String.raw`/"[^"\\]*(?:\\.`, 'the text is JSON, so every quote has its end'],
  [String.raw`/(\d+(?:\.\d*)?|\.\d+)(ns`, 'the anchored one, which is linear, has taken the text'],
  ['/^(?:((?:[a-zA-Z0-9]', 'a reference is cut at 4,096 characters'],
  [
    String.raw`/(?<=(?:\/|\\u002f)`,
    'it looks at 8 backslashes at most, and redact.test.ts gives it 100,000 characters',
  ],
  [String.raw`/(?<=(?:^|[^\p{L}`, 'it looks back over 16 slashes, and redact.test.ts gives it 60,000'],
];
const isBounded = (text: string): boolean => bounded.some(([begins]) => text.startsWith(begins));

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(root, 'src', name));

/** The regular expressions that stand in the code. */
function literals(file: string): RegExp[] {
  const found: RegExp[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

/** The regular expressions that modules put together when they are loaded, and one that redaction does. */
async function composed(): Promise<RegExp[]> {
  const found: RegExp[] = [];
  const Original = RegExp;
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, words) => {
      const made = Reflect.construct(target, words);
      found.push(made);
      return made;
    },
  });
  try {
    for (const file of files.filter((name) => /\/(request|engine|contract|probes|recordings)\//.test(name)))
      await import(file);
    const { createRedactor } = await import('../src/recordings/redact.js');
    createRedactor(['build-7.example.com']);
  } finally {
    globalThis.RegExp = Original;
  }
  return found;
}

test('every regular expression is linear, or its input is bounded', { timeout: 0 }, async () => {
  const all = new Map([...files.flatMap(literals), ...(await composed())].map((one) => [String(one), one]));
  expect(all.size).toBeGreaterThan(60);
  const slow = [...all].flatMap(([text, { source, flags }]) => {
    if (isBounded(text)) return [];
    const { status } = checkSync(source, flags, { timeout: null, attackTimeout: null, randomSeed: 1 });
    return status === 'safe' ? [] : [`${text}: ${status}`];
  });
  expect(slow).toEqual([]);
  expect(bounded.filter(([begins]) => ![...all.keys()].some((text) => text.startsWith(begins)))).toEqual([]);
});
