import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from './cli/run.js';
import { errorsIn, programOf } from './compile.js';

/** The entries by the module that consumers import. */
const entries = {
  'docker-images-contract': 'dist/index.d.ts',
  'docker-images-contract/client': 'dist/client/index.d.cts',
  'docker-images-contract/contract': 'dist/contract/index.d.cts',
  'docker-images-contract/mock': 'dist/mock/index.d.cts',
  'docker-images-contract/fixtures': 'dist/fixtures/index.d.cts',
};

const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: ['node'] };
const program = programOf(
  root,
  compilerOptions,
  Object.values(entries).map((file) => join(root, file)),
);
const checker = program.getTypeChecker();

/** Every name that consumers can import. */
const names = Object.entries(entries).flatMap(([module, file]) => {
  const source = program.getSourceFile(join(root, file));
  const symbol = source && checker.getSymbolAtLocation(source);
  return (symbol ? checker.getExportsOfModule(symbol) : []).map((exported) => {
    const target = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return { module, name: exported.name, target };
  });
});

const examplesOf = (symbol: ts.Symbol): string[] =>
  symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === 'example')
    .map(({ text }) => ts.displayPartsToString(text));

/** The examples of a source file, exported or not. */
function examplesIn(file: string): string[] {
  const examples: string[] = [];
  const visit = (node: ts.Node): void => {
    const tags = ts.isStatement(node) || ts.isTypeElement(node) || ts.isClassElement(node) ? ts.getJSDocTags(node) : [];
    for (const tag of tags)
      if (tag.tagName.text === 'example') examples.push(ts.getTextOfJSDocComment(tag.comment) ?? '');
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return examples;
}

/** The types of src/ that the declaration of a name refers to. Types of generated data are written by the generator. */
function typesNamedBy(target: ts.Symbol): ts.Symbol[] {
  const found: ts.Symbol[] = [];
  const visit = (node: ts.Node): void => {
    const named = ts.isTypeReferenceNode(node) ? checker.getSymbolAtLocation(node.typeName) : undefined;
    const symbol = named && named.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(named) : named;
    const isDeclared = (one: ts.Declaration) =>
      /\/dist\//.test(one.getSourceFile().fileName) && !ts.isTypeParameterDeclaration(one);
    if (symbol?.declarations?.some(isDeclared)) found.push(symbol);
    ts.forEachChild(node, visit);
  };
  for (const declaration of target.declarations ?? []) visit(declaration);
  return found;
}

test('the contract exports every type that its signatures name', () => {
  const isExported = (symbol: ts.Symbol): boolean => names.some(({ target }) => target === symbol);
  const internal = names
    .filter(({ module }) => module === 'docker-images-contract/contract')
    .flatMap(({ name, target }) =>
      typesNamedBy(target).flatMap((symbol) => (isExported(symbol) ? [] : `${name}: ${symbol.name}`)),
    );
  expect(internal).toEqual([]);
});

describe('hover', () => {
  test('the entries export what the README and the docs speak of', () => {
    expect(names.length).toBeGreaterThan(35);
    expect(names.filter(({ module }) => module === 'docker-images-contract').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ImageSummary', 'ImageManifestSummary', 'OCIDescriptor', 'OCIPlatform', 'ErrorResponse']),
    );
  });

  test.each(names)('$module: $name has words and an example', ({ target }) => {
    expect(ts.displayPartsToString(target.getDocumentationComment(checker)).length).toBeGreaterThan(10);
    expect(examplesOf(target)).not.toEqual([]);
  });
});

describe('the examples', () => {
  let project = '';
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'examples-'));
    mkdirSync(join(project, 'node_modules'));
    for (const name of ['@types', 'openapi-fetch', 'undici-types', 'vitest']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  test('compile', () => {
    const types = names.filter(({ module }) => module === 'docker-images-contract').map(({ name }) => name);
    // The types entry counts its bytes: its examples leave these lines to the reader.
    const head = `import createClient from 'openapi-fetch';\nimport type { ${types.join(', ')} } from 'docker-images-contract';\n`;
    const exported = names.flatMap(({ name, target }) => examplesOf(target).map((code) => ({ name, code })));
    const inSources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => examplesIn(join(root, 'src', path)).map((code) => ({ name: basename(path, '.ts'), code })));
    expect(inSources.length).toBeGreaterThan(30);
    const files = [...exported, ...inSources].map(({ name, code }, index) => {
      const file = join(project, `${index}-${name}.mts`);
      writeFileSync(file, `${code.startsWith('import ') ? code : head + code}\nexport {};\n`);
      return file;
    });
    expect(errorsIn(programOf(project, compilerOptions, files))).toBe('');
  });
});

/** Where `any` stands in a type, as far as it is declared in this package: of other libraries their users know. */
function anyIn(type: ts.Type, at: string, seen: Set<ts.Type>): string[] {
  if (type.flags & ts.TypeFlags.Any) return [at];
  if (seen.has(type)) return [];
  seen.add(type);
  if (type.isUnionOrIntersection()) return type.types.flatMap((one) => anyIn(one, at, seen));
  const declared = type.symbol?.declarations ?? [];
  const parts = [...(type.aliasTypeArguments ?? []), ...(isReference(type) ? checker.getTypeArguments(type) : [])];
  const inside = parts.flatMap((part) => anyIn(part, `${at}<>`, seen));
  if (declared.length > 0 && !declared.some((one) => isOurs(one.getSourceFile().fileName))) return inside;
  const [declaration] = declared;
  const node = declaration ?? program.getSourceFile(join(root, entries['docker-images-contract']));
  if (!node) throw new Error('the types entry is not built');
  const members = type.getProperties().flatMap((member) => {
    const typeOf = checker.getTypeOfSymbolAtLocation(member, node);
    return anyIn(typeOf, `${at}.${member.name}`, seen);
  });
  const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()].flatMap((signature) => [
    ...signature.getParameters().flatMap((one) => anyIn(checker.getTypeOfSymbol(one), `${at}(${one.name})`, seen)),
    ...anyIn(signature.getReturnType(), `${at}()`, seen),
  ]);
  const indexed = checker.getIndexInfosOfType(type).flatMap((info) => anyIn(info.type, `${at}[]`, seen));
  return [...inside, ...members, ...signatures, ...indexed];
}

const isReference = (type: ts.Type): type is ts.TypeReference =>
  Boolean((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference); // undefined for what is no object
const isOurs = (file: string): boolean => /\/(dist|generated)\//.test(file) && !file.includes('/node_modules/');

describe('no any reaches a consumer', () => {
  test.each(names)('$module: $name', ({ name, target }) => {
    const [declaration] = target.declarations ?? [];
    const isType = target.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface);
    const type =
      isType || !declaration
        ? checker.getDeclaredTypeOfSymbol(target)
        : checker.getTypeOfSymbolAtLocation(target, declaration);
    expect(anyIn(type, name, new Set())).toEqual([]);
    if (target.flags & ts.SymbolFlags.Class) {
      expect(anyIn(checker.getDeclaredTypeOfSymbol(target), name, new Set())).toEqual([]);
    }
  });

  test('one would be found', () => {
    const file = ts.createSourceFile('/dist/x.d.ts', 'export interface A { b?: (c: any) => void; d: A }', 99, true);
    const host = {
      ...ts.createCompilerHost({}),
      getSourceFile: (name: string) => (name === file.fileName ? file : undefined),
    };
    const other = ts.createProgram([file.fileName], { noLib: true }, host);
    const [declared] = file.statements;
    expect(declared && anyIn(other.getTypeChecker().getTypeAtLocation(declared), 'A', new Set())).toEqual(['A.b(c)']);
  });
});
