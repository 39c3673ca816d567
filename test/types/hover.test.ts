import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { root } from '../cli/run.js';

/** A file beside the sources, which is there for this test alone; `¦` stands before what the mouse is on. */
const file = join(root, 'src/hovered.ts');

/** What an editor shows of the names behind each `¦`: the signature, the words, the tags. */
function hovers(code: string): string[] {
  const places: number[] = [];
  const text = code.replaceAll('¦', (_, at: number) => {
    places.push(at - places.length);
    return '';
  });
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, strict: true, types: ['node'] };
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '0',
    getScriptSnapshot: (name) => {
      const found = name === file ? text : ts.sys.readFile(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
  });
  return places.map((place) => {
    const info = service.getQuickInfoAtPosition(file, place);
    const tags = info?.tags?.map(({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`) ?? [];
    return [info?.displayParts, info?.documentation].map(ts.displayPartsToString).concat(tags).join('\n');
  });
}

const head = `import type { ImageListQuery, ImageManifestSummary, ImageSummary } from './index.js';
import { listImages } from './client/index.js';\n`;

// Of a union in which both branches have the key, TypeScript shows nothing for it inside a literal.
test('keys inside a literal of one spelling of filters say what they are', () => {
  const [dangling, label, all] = hovers(`import type { ImageListFiltersAsLists } from './index.js';\n${head}
    const filters: ImageListFiltersAsLists = { ¦dangling: ['true'], ¦label: ['a=b'] };
    await listImages({ filters, ¦all: true });
  `);
  expect(dangling).toContain('images without a tag');
  expect(label).toContain('Images with this label');
  expect(all).toContain('@example');
});

test('what a member of the union of manifests shows, it shows once', () => {
  const [kind = '', parent, image] = hovers(`${head}
    declare const manifest: ImageManifestSummary;
    declare const ¦image: ImageSummary;
    void [manifest.¦Kind, image.¦ParentId];
  `).sort(
    (a, b) =>
      Number(b.includes('Kind')) - Number(a.includes('Kind')) ||
      Number(b.includes('ParentId')) - Number(a.includes('ParentId')),
  );
  expect(kind.match(/Since/g) ?? []).toEqual([]);
  expect(kind).toContain('"image" | "attestation" | "unknown"');
  expect(parent).not.toContain('@example');
  expect(image).toContain('const image: ImageSummary');
});

test('errors of the compiler name the types', () => {
  const names = ['ImageListQuery', 'ImageSummary', 'ImageManifest'];
  for (const name of names) {
    const [shown] = hovers(`import type { ${name} } from './index.js';\ndeclare const ¦value: ${name};`);
    expect(shown).toContain(`const value: ${name}`);
  }
});
