import { expect, test } from 'vitest';
import { type Contracts, pairContracts, parseContracts } from '../../../scripts/semver/contracts.js';

const bundle = (text: string, ...versions: string[]): string =>
  JSON.stringify({ text, servers: versions.map((version) => ({ url: `/v${version}` })) });

const contracts = (files: Record<string, string>): Contracts =>
  parseContracts(Object.keys(files), (name) => files[name] ?? `types in ${name}`);

const now = contracts({
  'openapi.json': bundle('record', '1.49', '1.48', '1.50'),
  'openapi/v1.24.json': bundle('oldest', '1.24', '1.25'),
  'openapi/v1.51.json': bundle('newest', '1.51'),
});

test('a contract is known by its API versions, with its types', () => {
  expect([...now].map(([version, { types }]) => [version, types])).toEqual([
    ['1.49', 'types in images-json.d.ts'],
    ['1.48', 'types in images-json.d.ts'],
    ['1.50', 'types in images-json.d.ts'],
    ['1.24', 'types in types/v1.24.d.ts'],
    ['1.25', 'types in types/v1.24.d.ts'],
    ['1.51', 'types in types/v1.51.d.ts'],
  ]);
});

test.each<[what: string, base: Contracts, pairs: string[]]>([
  ['the same', now, ['1.24 1.25', '1.48 1.49 1.50', '1.51']],
  ['none', new Map(), ['+1.24 1.25', '+1.48 1.49 1.50', '+1.51']],
  [
    'the record alone',
    contracts({ 'openapi.json': bundle('record', '1.49') }),
    ['+1.24 1.25', '+1.48', '1.49', '+1.50', '+1.51'],
  ],
  [
    'other boundaries and an older version',
    contracts({
      'openapi.json': bundle('a', '1.49', '1.48'),
      'openapi/v1.23.json': bundle('b', '1.23', '1.24', '1.25'),
    }),
    ['-1.23', '1.24 1.25', '1.48 1.49', '+1.50', '+1.51'],
  ],
])('compared with %s', (_, base, expected) => {
  const pairs = pairContracts(base, now).map(({ versions, base, revision }) => {
    const sign = !base ? '+' : !revision ? '-' : '';
    return sign + versions.join(' ');
  });
  expect(pairs).toEqual(expected);
});
