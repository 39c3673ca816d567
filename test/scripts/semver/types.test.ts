import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listTypeChanges } from '../../../scripts/semver/types.js';
import { root } from '../../cli/run.js';

const types = readFileSync(join(root, 'generated/images-json.d.ts'), 'utf8');

/** The types with one text in place of another. */
function edited(from: string, to: string): string {
  expect(types).toContain(from);
  return types.replace(from, to);
}

const kinds = 'ImageManifest | AttestationManifest';

describe('the types of a contract', () => {
  const table: [what: string, from: string, to: string, changes: string[]][] = [
    ['as they were', 'export', 'export', []],
    ['in other words', '/** ', '/** Other words: ', []],
    ['with a name more', 'export type ImageKind', 'export type New = 1;\nexport type ImageKind', ['added New']],
    ['with a name less', 'export type FilterKey = keyof ImageListFiltersAsLists;', '', ['removed FilterKey']],
    ['with an optional member more', 'SharedSize: number;', 'SharedSize: number;\nNew?: string;', []],
    [
      'with a kind more',
      `${kinds}`,
      `{ Kind: "index" } | ${kinds}`,
      ['widened ImageKind', 'widened ImageManifestSummary', 'widened ImageSummary'],
    ],
    ['with a member that may be null', 'SharedSize: number;', 'SharedSize: number | null;', ['widened ImageSummary']],
    [
      'with a member that is always there',
      'Containers: number;',
      'Containers: number;\nNew: string;',
      ['narrowed ImageSummary'],
    ],
  ];
  test.each(table)('%s', (_, from, to, changes) => {
    const found = listTypeChanges(types, edited(from, to)).map(({ kind, name }) => `${kind} ${name}`);
    expect(found.sort()).toEqual(changes);
  });
});
