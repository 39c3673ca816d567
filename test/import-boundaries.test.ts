import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from './cli/run.js';

/** The folders of src/, each with what it may import: folders, single files of one, and `types of` either. */
const folders: Readonly<Record<string, readonly string[]>> = {
  values: [],
  request: ['values', 'generated'],
  engine: ['values', 'request', 'generated', 'types of index'],
  contract: ['values', 'request', 'engine', 'generated', 'types of index'],
  client: ['values', 'generated'],
  mock: ['values', 'request', 'engine', 'contract', 'client', 'types of index'],
  fixtures: ['values', 'generated', 'types of contract', 'types of index'],
  matchers: ['contract'],
  // A recording is an exchange, and a position is that of a rule: what the contract speaks of, none of its checks.
  recordings: ['values', 'request', 'contract/index', 'contract/exchange'],
  probes: ['values', 'engine', 'client', 'contract', 'types of recordings/redact'],
  proxy: ['values', 'request', 'client'],
  report: ['values', 'contract/index', 'types of contract/coverage'],
  checker: [
    'values',
    'generated',
    'request',
    'engine',
    'contract',
    'client',
    'probes',
    'proxy',
    'recordings',
    'report',
  ],
  cli: [
    ...['values', 'request', 'engine', 'contract', 'client', 'mock', 'fixtures', 'types of index'],
    ...['probes', 'recordings', 'report', 'checker'],
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
const folderOf = (name: string): string => name.split('/', 1)[0] ?? '';

const allowed = ({ from, to, typesOnly }: Import): boolean =>
  folderOf(from) === folderOf(to) ||
  (folders[folderOf(from)] ?? []).some((rule) => {
    const name = rule.replace('types of ', '');
    return (to === name || folderOf(to) === name) && (typesOnly || rule === name);
  });

test('every import between folders is one of the table', () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(imports.filter((one) => !allowed(one))).toEqual([]);
});

test('the table has no folder and no import that is not there', () => {
  expect(Object.keys(folders).sort()).toEqual([...new Set(files.map(nameOf).map(folderOf))].sort());
  for (const [folder, rules] of Object.entries(folders)) {
    for (const rule of rules) {
      const name = rule.replace('types of ', '');
      const used = imports.some(({ from, to }) => folderOf(from) === folder && (to === name || folderOf(to) === name));
      expect({ folder, rule, used }).toEqual({ folder, rule, used: true });
    }
  }
});

test('no file imports itself through others, types included', () => {
  const next = new Map(files.map((file) => [nameOf(file), importsOf(file)]));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] => {
    if (path.includes(name)) return [[...path, name].join(' -> ')];
    if (done.has(name)) return [];
    done.add(name);
    return (next.get(name) ?? []).flatMap(({ to }) => visit(to, [...path, name]));
  };
  expect(files.flatMap((file) => visit(nameOf(file), []))).toEqual([]);
});
