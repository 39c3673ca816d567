import ts from 'typescript';

/** A change of an exported type. */
export interface TypeChange {
  readonly name: string;
  /** `narrowed`: a value of before is none now. `widened`: a value of now was none before, such as another `Kind`. */
  readonly kind: 'added' | 'removed' | 'narrowed' | 'widened';
}

const FILE = '/check.ts';
const OPTIONS: ts.CompilerOptions = { strict: true, noEmit: true, types: [], lib: ['lib.es2022.d.ts'] };

/** What holds the whole document: its parts have names of their own. */
const WHOLE = new Set(['paths', 'components', 'operations']);

/**
 * What changed from the exported types of one text to those of another, by assigning values to and fro. Optional members
 * more or less are no change here: no value is ruled out by them.
 */
export function listTypeChanges(base: string, revision: string): TypeChange[] {
  const [before, after] = [namesOf(base), namesOf(revision)];
  const both = before.filter((name) => after.includes(name) && !WHOLE.has(name));
  // Two lines a name: the first fails when it is narrowed, the second when it is widened.
  const lines = both.flatMap((name) => [
    `const narrowed_${name} = (value: Base.${name}): Revision.${name} => value;`,
    `const widened_${name} = (value: Revision.${name}): Base.${name} => value;`,
  ]);
  const head = `declare namespace Base {\n${base}\n}\ndeclare namespace Revision {\n${revision}\n}`;
  const failed = findFailingLines(head, lines);
  return [
    ...before.filter((name) => !after.includes(name)).map((name): TypeChange => ({ name, kind: 'removed' })),
    ...after.filter((name) => !before.includes(name)).map((name): TypeChange => ({ name, kind: 'added' })),
    ...both.flatMap((name, index): TypeChange[] => [
      ...(failed.has(2 * index) ? [{ name, kind: 'narrowed' } as const] : []),
      ...(failed.has(2 * index + 1) ? [{ name, kind: 'widened' } as const] : []),
    ]),
  ];
}

const namesOf = (text: string): string[] =>
  [...text.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name = '']) => name);

/** The lines, from 0, that do not compile after a head that does. */
function findFailingLines(head: string, lines: readonly string[]): Set<number> {
  const file = ts.createSourceFile(FILE, [head, ...lines].join('\n'), ts.ScriptTarget.ES2022);
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile } = host;
  host.getSourceFile = (path, ...rest) => (path === FILE ? file : getSourceFile(path, ...rest));
  const faults = ts.getPreEmitDiagnostics(ts.createProgram([FILE], OPTIONS, host), file);
  const first = head.split('\n').length;
  const found = faults.map(({ start = 0 }) => file.getLineAndCharacterOfPosition(start).line - first);
  if (found.some((line) => line < 0)) throw new Error('the types of a contract do not compile, so nothing compares');
  return new Set(found);
}
