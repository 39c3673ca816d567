import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    for (const name of ['@types', 'openapi-fetch', 'undici-types']) {
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
    }
    symlinkSync(root, join(project, 'node_modules/docker-images-contract'));
  });
  afterAll(() => rmSync(project, { recursive: true }));

  test('compile', () => {
    const types = names.filter(({ module }) => module === 'docker-images-contract').map(({ name }) => name);
    // The types entry counts its bytes: its examples leave these lines to the reader.
    const head = `import createClient from 'openapi-fetch';\nimport type { ${types.join(', ')} } from 'docker-images-contract';\n`;
    const files: string[] = [];
    for (const { name, target } of names) {
      for (const example of examplesOf(target)) {
        const code = example.startsWith('import ') ? example : head + example;
        const file = join(project, `${files.length}-${name}.mts`);
        writeFileSync(file, `${code}\nexport {};\n`);
        files.push(file);
      }
    }
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
