import { describe, expect, test } from 'vitest';
import { type Erratum, readErrata } from '../../../../scripts/generate/errata.js';
import { type EngineRecordings, groupRecordings, listRecordings } from '../../../../scripts/generate/recordings.js';
import { versionOf } from '../../../../scripts/lab/errata/prove.js';
import { listOutcomes, summarizeOutcomes } from '../../../../scripts/lab/errata/versions.js';
import { apiVersion } from '../../../../src/contract/index.js';
import { parseMinorVersion } from '../../../../src/values/api-version.js';

const errata = readErrata();
const recorded = groupRecordings(listRecordings().filter(({ engine }) => engine.startsWith('docker')));

describe('at every API version whose file is wrong', () => {
  const table = errata.map((erratum) => ({ ...erratum, outcomes: listOutcomes(erratum, recorded) }));

  test.each(table)('$id: no recording shows otherwise', ({ outcomes }) => {
    expect(outcomes.filter(({ kind }) => kind === 'contradicted')).toEqual([]);
  });

  test.each(table)('$id: what is said to be unseen is looked for, and not seen', ({ outcomes, unseen = {} }) => {
    const found = outcomes.filter(({ kind }) => kind === 'unseen').map(({ engine }) => engine);
    expect(new Set(found)).toEqual(new Set(Object.keys(unseen)));
  });

  test.each(table)(
    '$id: proven where its proofs are from, and where it is not it is said why',
    ({ outcomes, proof, versions }) => {
      const last = Math.min(parseMinorVersion(apiVersion), ...versions.split('-').map(parseMinorVersion).slice(-1));
      expect(new Set(proof.map(versionOf))).toEqual(new Set([`1.${last}`]));
      const { proven, unproven } = summarizeOutcomes(outcomes);
      expect(proven).toContain(`1.${last}`);
      expect([...unproven.values()]).not.toContain('');
    },
  );

  test('recordings of these versions prove errata', () => {
    const proven = new Set(table.flatMap(({ outcomes }) => summarizeOutcomes(outcomes).proven));
    expect([...proven].sort()).toEqual(
      '1.40 1.41 1.42 1.43 1.44 1.47 1.48 1.49 1.51 1.52 1.53 1.54 1.55 1.56'.split(' '),
    );
  });
});

/** What one engine's answers at one API version say. */
const kinds = (id: string, engine: string, version: string, change: Partial<Erratum> = {}, asked?: string[]) => {
  const [erratum] = errata.filter((one) => one.id === id);
  const [found] = recorded.filter((one) => one.engine === engine && one.apiVersion === version);
  if (!erratum || !found) throw new Error(`there is no ${id}, or no answers of ${engine} at ${version}`);
  const some = asked && new Map([...found.byProbe].filter(([probe]) => asked.includes(probe)));
  const given: EngineRecordings = some ? { ...found, byProbe: some } : found;
  return listOutcomes({ ...erratum, ...change }, [given]).map(({ kind, why }) => [kind, why].join(': '));
};

const [containerd, overlay2, old, newest] = [
  'docker-28.5.2-containerd',
  'docker-28.5.2-overlay2',
  'docker-20.10.24-overlay2',
  'docker-29.7.2-overlay2',
] as const;

describe('an erratum before the answers of one engine', () => {
  const table: [what: string, found: string[], expected: string[]][] = [
    ['shown', kinds('labels-null', overlay2, '1.44'), ['proven: ']],
    ['of the other store', kinds('id-of-target', overlay2, '1.51'), []],
    ['of files of other versions', kinds('until-ages', overlay2, '1.43'), []],
    ['of newer engines', kinds('status-400-unlisted', old, '1.41'), ['early: engines do so since Engine 23']],
    ['of newer answers', kinds('id-of-target', containerd, '1.47'), ['early: seen from API 1.48 on']],
    ['fixed', kinds('until-malformed-500', newest, '1.54'), ['fixed: fixed in Engine 29.4.0']],
    ['asked for nothing', kinds('labels-null', overlay2, '1.44', {}, []), ['unasked: not asked']],
    ['asked in part', kinds('all-hides-parents', overlay2, '1.44', {}, ['plain']), ['unasked: not asked: all']],
    ['not seen', kinds('until-by-store', newest, '1.54'), [expect.stringMatching(/^unseen: None of the images/)]],
    [
      'fixed too early',
      kinds('until-malformed-500', newest, '1.54', { fixed: { engine: '29.10.0' } }, ['filters-until-bad-word']),
      ['unasked: not asked: filters-until-bad-number, filters-until-bad-empty'],
    ],
    [
      'contradicted',
      kinds('until-by-store', newest, '1.54', { unseen: {} }),
      [`contradicted: until-by-created does not hold of the responses of ${newest}`],
    ],
  ];
  test.each(table)('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
