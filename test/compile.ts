import ts from 'typescript';

/**
 * Declarations that no test changes, read once for all programs: those that TypeScript brings for every module kind,
 * those of installed packages by module kind, as it decides how they are read.
 */
const declarations = new Map<string, ts.SourceFile | undefined>();
const INSTALLED = /\/node_modules\/.*\.d\.[cm]?ts$/;
const LIBRARY = /\/typescript\/lib\/lib\.[\w.]+\.d\.ts$/;

/** A program of some files in a project, as the project's own TypeScript builds it by `compilerOptions`. */
export function programOf(project: string, compilerOptions: object, files: readonly string[]): ts.Program {
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, project);
  if (errors.length > 0) throw new Error(format(errors));
  const host = ts.createCompilerHost(options);
  const read: ts.CompilerHost['getSourceFile'] = host.getSourceFile.bind(host);
  host.getCurrentDirectory = () => project;
  host.getSourceFile = (name, how, ...rest) => {
    if (!INSTALLED.test(name)) return read(name, how, ...rest);
    const key = `${name} ${options.target} ${LIBRARY.test(name) ? '' : options.module}`;
    if (!declarations.has(key)) declarations.set(key, read(name, how, ...rest));
    return declarations.get(key);
  };
  return ts.createProgram(files, options, host);
}

/** What the makers of TypeScript and of Node's types answer for. */
const THEIRS = /\/node_modules\/(@types\/node|undici-types)\//;

/** What TypeScript finds wrong, as it prints it; '' for nothing. What it brings itself is not looked through again. */
export function errorsIn(program: ts.Program): string {
  const files = program
    .getSourceFiles()
    .filter((file) => !program.isSourceFileDefaultLibrary(file) && !THEIRS.test(file.fileName));
  return format([
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ]);
}

const format = (diagnostics: readonly ts.Diagnostic[]): string =>
  ts.formatDiagnostics(diagnostics, {
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
