import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './cli/run.js';

/** Each room of src/ with what it may import: rooms, single files of one, and `types` of one. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  values: [],
  request: ['values', 'generated'],
  model: ['values', 'request', 'generated', 'types of index'],
  contract: ['values', 'request', 'model', 'generated', 'types of index'],
  connection: ['values', 'generated'],
  client: ['connection', 'generated'],
  interview: ['values', 'model', 'connection', 'contract'],
  'stand-in': ['values', 'request', 'model', 'contract', 'connection', 'types of index'],
  fixtures: ['generated', 'types of contract', 'types of index'],
  matchers: ['contract'],
  proxy: ['request', 'model', 'contract', 'connection'],
  // A recording is an exchange, and a place is that of a rule: the words of the contract, none of its judging.
  recordings: ['values', 'request', 'contract/index', 'contract/exchange'],
  report: ['values', 'contract/index', 'types of contract/coverage', 'types of connection/identity'],
  cli: [
    'values',
    'request',
    'model',
    'contract',
    'stand-in',
    'fixtures',
    'types of index',
    'connection',
    'interview',
    'proxy',
    'recordings',
    'report',
  ],
  index: ['types of generated'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typesOnly: boolean;
}

/** `src/request/glob.ts` is `request/glob`, and what is made is `generated`. */
const nameOf = (path: string): string =>
  relative(root, path)
    .replaceAll(sep, '/')
    .replace(/^src\/|\.[cm]?[jt]s$/g, '')
    .replace(/^generated\/.*/, 'generated');

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const note = (specifier: ts.Node | undefined, typesOnly: boolean): void => {
    if (specifier && ts.isStringLiteral(specifier) && specifier.text.startsWith('.')) {
      found.push({ from: nameOf(file), to: nameOf(join(file, '..', specifier.text)), typesOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const { importClause: clause } = node;
      const named = clause?.namedBindings;
      const all = named && ts.isNamedImports(named) && named.elements.every(({ isTypeOnly }) => isTypeOnly);
      note(node.moduleSpecifier, Boolean(clause?.isTypeOnly || all));
    } else if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      note(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.c?ts$/.test(entry.name))
  .map(({ parentPath, name }) => join(parentPath, name));
const imports = files.flatMap(importsOf);
const roomOf = (name: string): string => name.split('/', 1)[0] ?? '';

const allowed = ({ from, to, typesOnly }: Import): boolean =>
  roomOf(from) === roomOf(to) ||
  (rooms[roomOf(from)] ?? []).some((rule) => {
    const name = rule.replace('types of ', '');
    return (to === name || roomOf(to) === name) && (typesOnly || rule === name);
  });

test('every arrow between rooms is one of the table', () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(imports.filter((one) => !allowed(one))).toEqual([]);
});

test('the table has no room and no arrow that is not there', () => {
  expect(Object.keys(rooms).sort()).toEqual([...new Set(files.map(nameOf).map(roomOf))].sort());
  for (const [room, rules] of Object.entries(rooms)) {
    for (const rule of rules) {
      const name = rule.replace('types of ', '');
      const used = imports.some(({ from, to }) => roomOf(from) === room && (to === name || roomOf(to) === name));
      expect({ room, rule, used }).toEqual({ room, rule, used: true });
    }
  }
});

test('no file imports itself around a corner', () => {
  const next = new Map(files.map((file) => [nameOf(file), importsOf(file).filter(({ typesOnly }) => !typesOnly)]));
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): string[] => {
    if (way.includes(name)) return [[...way, name].join(' -> ')];
    if (done.has(name)) return [];
    done.add(name);
    return (next.get(name) ?? []).flatMap(({ to }) => visit(to, [...way, name]));
  };
  expect(files.flatMap((file) => visit(nameOf(file), []))).toEqual([]);
});
