import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Compat, Range } from '../../generated/compat.js';
import { contracts as ofVersions } from '../../generated/constants.js';
import { at, type JsonObject } from '../../scripts/generate/bundle.js';
import { kinds, parseClaims } from '../../scripts/generate/compat/claims.js';
import { observeStatements, selectResponses } from '../../scripts/generate/compat/evidence-ranges.js';
import { compareVersions, makeRanges, type Observation, refineRanges } from '../../scripts/generate/compat/ranges.js';
import { type Contract, minorOf } from '../../scripts/generate/contracts.js';
import { listRecordings } from '../../scripts/generate/recordings.js';
import { getAtPointer } from '../../src/values/pointer.js';
import { root } from '../cli/run.js';

const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const compat: Compat = JSON.parse(read('generated/compat.json'));
const claims = parseClaims(read('openapi/claims.yaml'), read('openapi/claims.schema.json'));

/** All contracts, with their bundles as they are shipped. */
const contracts = ofVersions.map(({ versions }): Contract => {
  const isRecord = versions.some((version) => version === '1.49');
  const bundle: JsonObject = JSON.parse(
    read(isRecord ? 'generated/openapi.json' : `generated/openapi/v${versions[0]}.json`),
  );
  return { versions, bundle };
});
const record = contracts.find(({ versions }) => versions.includes('1.49')) ?? { versions: [], bundle: {} };

/** Every statement with its kind and name. */
const statements = kinds.flatMap((kind) =>
  Object.entries(compat.statements[kind]).map(([name, statement]) => ({ kind, name, ...statement })),
);
const rows = statements.flatMap(({ kind, name, support }) =>
  Object.entries(support).map(([engine, ranges]) => ({ kind, name, engine, ranges })),
);

test('compat.json is as its schema says, and small', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(read('openapi/compat.schema.json')));
  validate(compat);
  expect(validate.errors).toBeNull();
  const text = read('generated/compat.json');
  expect(Buffer.byteLength(text)).toBeLessThan(60_000);
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(8_000);
});

describe('statements', () => {
  const answered = (bundle: JsonObject): string[] =>
    Object.entries(at(bundle, 'components', 'schemas'))
      .filter(([name]) => !/^ImageListFilters|^ValueSet$/.test(name))
      .flatMap(([name, schema]) => Object.keys(at(at(schema).properties ?? {})).map((key) => `${name}.${key}`));
  const operation = (bundle: JsonObject): JsonObject => at(bundle, 'paths', '/images/json', 'get');

  test.each(contracts)('there is one for all that the contract of $versions describes', ({ bundle }) => {
    const { member, parameter, filter, status } = compat.statements;
    expect(Object.keys(member)).toEqual(expect.arrayContaining(answered(bundle)));
    const parameters = Object.values(operation(bundle).parameters ?? []).map((one) => at(one).name);
    expect(Object.keys(parameter)).toEqual(expect.arrayContaining(parameters));
    const keys = Object.keys(at(bundle, 'components', 'schemas', 'ImageListFiltersAsLists', 'properties'));
    expect(Object.keys(filter)).toEqual(expect.arrayContaining(keys));
    expect(Object.keys(status)).toEqual(expect.arrayContaining(Object.keys(at(operation(bundle), 'responses'))));
  });

  test('none is there twice, in words or in the file', () => {
    const words = statements.flatMap(({ description }) => description ?? []);
    expect(new Set(words).size).toBe(words.length);
    const twice = read('openapi/claims.yaml').replace(/^ {4}bad-until-400:$/m, '    bad-escape-400:');
    expect(() => parseClaims(twice, read('openapi/claims.schema.json'))).toThrow('Map keys must be unique');
  });

  test('each points to what it is about', () => {
    for (const { kind, name, pointer, apiVersion = '1.49' } of statements) {
      const bundle = contracts.find(({ versions }) => versions.includes(apiVersion))?.bundle;
      const found = getAtPointer(bundle, pointer);
      expect(found, `${kind} ${name}: ${pointer}`).toBeDefined();
      if (kind === 'parameter') expect(found).toMatchObject({ name });
    }
  });
});

describe('proofs', () => {
  test('every range has one, and every recording that it names is there', () => {
    for (const { kind, name, engine, ranges } of rows) {
      for (const { recordings = [], source } of ranges) {
        expect(recordings.length > 0 || source, `${kind} ${name}, ${engine}`).toBeTruthy();
        for (const one of recordings) {
          expect(existsSync(join(root, 'test/recordings', one)), one).toBe(true);
          expect(one).toContain(engine.replace('graphdriver', '').replace('-containerd', '').replace(/-$/, ''));
          if (engine.startsWith('docker')) expect(one.includes('-overlay2')).toBe(engine.endsWith('graphdriver'));
        }
      }
    }
  });

  test('all of podman is recorded; of engines that were not, all is of their source', () => {
    const versions = readdirSync(join(root, 'test/recordings')).flatMap(
      (name) => name.match(/^podman-(.*)/)?.[1] ?? [],
    );
    expect(Object.keys(compat.engines.podman.recorded)).toEqual(versions);
    for (const { kind, name, engine, ranges } of rows) {
      const recorded = Object.keys(compat.engines[engine as keyof Compat['engines']].recorded).length > 0;
      if (engine !== 'podman' && recorded) continue;
      for (const { recordings, source } of ranges) {
        expect(recorded ? recordings : source, `${kind} ${name}, ${engine}`).toBeDefined();
        if (!recorded) expect(recordings).toBeUndefined();
      }
    }
  });

  const isIn = ({ version, apiVersion }: Observation, { added, removed, apiAdded, apiRemoved }: Range): boolean =>
    added !== false &&
    compareVersions(version, added) >= 0 &&
    !(removed !== undefined && compareVersions(version, removed) >= 0) &&
    !(minorOf(apiVersion) < minorOf(apiAdded)) &&
    !(minorOf(apiVersion) >= minorOf(apiRemoved));
  const known = observeStatements(claims, contracts, record, selectResponses(claims, listRecordings()));

  // Not every answer has every member or status; but what was seen once is in a range.
  test.each(kinds)('every recorded answer is as the ranges of each %s say', (kind) => {
    let looked = 0;
    for (const [name, { observations: seen }] of Object.entries(known[kind])) {
      for (const [engine, observations] of seen) {
        const ranges = compat.statements[kind][name]?.support[engine as keyof Compat['engines']] ?? [];
        for (const one of observations) {
          const told = ranges.some((range) => isIn(one, range));
          if (kind === 'member' || kind === 'status')
            expect(told || !one.holds, `${name}, ${one.recording}`).toBe(true);
          else expect({ name, ...one, holds: told }).toEqual({ name, ...one });
          looked += 1;
        }
      }
    }
    expect(looked).toBeGreaterThan(50);
  });
});

describe('ranges', () => {
  const gated = [
    { version: '20.10', newest: '1.41', oldest: '1.12' },
    { version: '23.0', newest: '1.42', oldest: '1.12' },
    { version: '28.0', newest: '1.48', oldest: '1.24' },
  ];
  const seen = (...all: [version: string, apiVersion: string, holds: boolean][]): Observation[] =>
    all.map(([version, apiVersion, holds]) => ({ version, apiVersion, holds, recording: `${version}/${apiVersion}` }));

  test.each([
    ['nothing was looked at', [], {}, gated, []],
    [
      'it was there from the first',
      seen(['20.10', '1.24', true], ['28.5', '1.24', true]),
      {},
      gated,
      [{ added: '≤20.10', recordings: ['20.10/1.24'] }],
    ],
    [
      'it came between two, and went again',
      seen(['4.3', '1.49', false], ['5.8', '1.49', true], ['6.1', '1.49', false]),
      {},
      [{ version: '4.0' }],
      [{ added: '≤5.8', removed: '≤6.1', recordings: ['5.8/1.49', '6.1/1.49'] }],
    ],
    [
      'it was never there',
      seen(['4.3', '1.49', false], ['6.1', '1.49', false]),
      {},
      [{ version: '4.0' }],
      [{ added: false, recordings: ['6.1/1.49'] }],
    ],
    [
      'it came with an API version: by the release that brought that',
      seen(['20.10', '1.41', false], ['28.5', '1.41', false], ['28.5', '1.49', true]),
      { since: '1.42' },
      gated,
      [{ added: '23.0', apiAdded: '1.42', recordings: ['28.5/1.49'] }],
    ],
    [
      'it went with an API version',
      seen(['20.10', '1.24', true], ['28.5', '1.43', false]),
      { until: '1.41' },
      gated,
      [{ added: '≤20.10', apiRemoved: '1.41', recordings: ['20.10/1.24'] }],
    ],
    [
      'the engine takes every API version for the same',
      seen(['4.3', '1.49', true]),
      { until: '1.41' },
      [{ version: '4.0', newest: '1.40' }],
      [{ added: '≤4.3', recordings: ['4.3/1.49'] }],
    ],
  ])('%s', (_, observations, span, releases, expected) => {
    expect(makeRanges(observations, span, releases)).toEqual(expected);
  });

  const first: Range = { added: '≤26.1.5', recordings: ['a'] };
  test.each([
    ['nothing is said', [first], undefined, [first]],
    ['a note and an earlier version', [first], { added: '24.0', note: 'b' }, [{ ...first, added: '24.0', note: 'b' }]],
    ['a later version than was seen', [first], { added: '27.0', source: 'b' }, /no newer than ≤26\.1\.5/],
    [
      'a version, where none did',
      [{ added: false }],
      { added: '29.5.0', source: 'b' },
      [{ added: '29.5.0', source: 'b' }],
    ],
    ['an end that was not seen', [first], { removed: '29.0' }, [{ ...first, removed: '29.0' }]],
    ['a list', [first], [{ added: '1' }, { added: '3' }], [{ added: '1' }, { added: '3' }]],
    ['one range, where two were seen', [first, first], { note: 'b' }, /expected a list of ranges/],
  ])('by hand: %s', (_, ranges, said, expected) => {
    const act = () => refineRanges(ranges as Range[], said as Partial<Range>);
    if (expected instanceof RegExp) expect(act).toThrow(expected);
    else expect(act()).toEqual(expected);
  });

  test.each([
    ['4.3.1', '5.8.6', -1],
    ['≤28.5.2', '28.5.2', 0],
    ['29.0', '28.5.2', 1],
    ['29.0', '29.0.1', -1],
    ['29.0.1', '29.0', 1],
    ['1.9', '1.13', -1],
  ])('%s beside %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });
});

describe('claims', () => {
  const schema = read('openapi/claims.schema.json');
  test.each([
    [
      'a member that no schema names',
      (text: string) => text.replace('    all: { asks:', '    all: { ask:'),
      /must NOT have additional/,
    ],
    [
      'a behaviour without words',
      (text: string) => text.replace(/ +description: A bad percent.*\n/, ''),
      /description/,
    ],
  ])('%s is refused', (_, spoil, message) => {
    expect(() => parseClaims(spoil(read('openapi/claims.yaml')), schema)).toThrow(message);
  });

  test.each([
    ['a filter of no contract', / {4}label!:$/m, '    lable!:', /no contract has the filter lable!/],
    ['a predicate that is not there', 'shows: newest-first', 'shows: oldest-first', /oldest-first/],
  ])('%s is refused', (_, from, to, message) => {
    const spoiled = parseClaims(read('openapi/claims.yaml').replace(from, to), schema);
    expect(() => observeStatements(spoiled, contracts, record, [])).toThrow(message);
  });
});
