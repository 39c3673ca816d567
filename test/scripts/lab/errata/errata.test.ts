import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseClaims } from '../../../../scripts/generate/compat/claims.js';
import { type Erratum, readErrata } from '../../../../scripts/generate/errata.js';
import { type ProbeResponse, predicates } from '../../../../scripts/generate/predicates.js';
import { compileListSchema, countRejectedLists } from '../../../../scripts/lab/errata/list-schema.js';
import { listErratumFaults, recordingsOfRecord, responsesByEngine } from '../../../../scripts/lab/errata/prove.js';
import { checkByDescription, readDescription } from '../../../../scripts/lab/errata/published.js';
import { setAtPointer } from '../../../../scripts/set-at-pointer.js';
import type { ImageSummary } from '../../../../src/index.js';
import { parseMinorVersion } from '../../../../src/values/api-version.js';

const read = (name: string): string => readFileSync(new URL(`../../../../openapi/${name}`, import.meta.url), 'utf8');

const errata = readErrata();
const recorded = recordingsOfRecord();
const exchanges = [...recorded.values()].map(({ exchange }) => exchange);

describe('the ledger', () => {
  test('names each erratum once', () => {
    const ids = errata.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test.each(errata.filter(({ fixed }) => fixed?.text))('$id: the text is fixed after the last wrong one', (one) => {
    const last = one.versions.split('-').at(-1) ?? '';
    expect(one.fixed?.text).toBe(`1.${parseMinorVersion(last) + 1}`);
  });

  const entries: unknown = parse(read('errata.yaml'));
  const wrong: [what: string, at: string, value: unknown, message: string][] = [
    ['without a proof', '/0/proof', [], '/0/proof must NOT have fewer than 1 items'],
    ['without recordings', '/0/proof/0/recordings', [], '/0/proof/0/recordings must NOT have fewer than 1 items'],
    ['without clauses', '/0/proof/0/clauses', undefined, "/0/proof/0 must have required property 'clauses'"],
    ['of an unknown store', '/0/store', 'btrfs', '/0/store must be equal to one of the allowed values'],
    ['with a member too many', '/0/note', 'x', '/0 must NOT have additional properties'],
    ['with a version that is a number', '/0/since', 1.17, '/0/since must be string'],
    ['with an upstream in words', '/0/upstream/0', 'moby PR 44424', '/0/upstream/0 must match pattern'],
    ['without the versions of the files', '/0/versions', undefined, "/0 must have required property 'versions'"],
    ['with versions in words', '/0/versions', 'all', '/0/versions must match pattern'],
    ['with nothing fixed', '/0/fixed', {}, '/0/fixed must NOT have fewer than 1 properties'],
    ['fixed in an engine of no version', '/0/fixed', { engine: '29' }, '/0/fixed/engine must match pattern'],
    ['unseen for no reason', '/0/unseen', { engine: '' }, '/0/unseen/engine must NOT have fewer than 1 characters'],
  ];
  test.each(wrong)('refuses an erratum %s', (_, at, value, message) => {
    expect(() => readErrata(undefined, JSON.stringify(setAtPointer(entries, at, value)))).toThrow(message);
  });
});

describe('proofs', () => {
  test.each(errata)('$id', (erratum) => {
    expect(
      listErratumFaults(
        erratum,
        recordingsOfRecord(() => true),
      ),
    ).toEqual([]);
  });

  test('every recorded list keeps our schema: what it does not allow is in none', () => {
    const lists = exchanges.filter(({ response }) => response.status === 200);
    const isValid = compileListSchema();
    expect(lists.filter(({ response }) => !isValid(response.body))).toEqual([]);
  });

  const plain = 'docker-28.5.2-overlay2/plain.json.gz';
  const labels = '/components/schemas/ImageSummary/properties/Labels/type';
  const hollow: [what: string, proof: Erratum['proof'][number], fault: string][] = [
    [
      'a recording that is not there',
      { kind: 'behaviour', predicate: 'any-date', recordings: ['docker-28.5.2-overlay2/no.json'] },
      'there is no recording docker-28.5.2-overlay2/no.json',
    ],
    [
      'a predicate that is not there',
      { kind: 'behaviour', predicate: 'no', recordings: [plain] },
      'there is no predicate no',
    ],
    [
      'a predicate that does not hold',
      { kind: 'behaviour', predicate: 'bare-digests', recordings: [plain] },
      'bare-digests does not hold of the responses of docker-28.5.2-overlay2',
    ],
    [
      'a clause that rejects nothing',
      { kind: 'too-strict', clauses: { [labels]: ['object', 'null'] }, recordings: [plain] },
      'expected the published clause to reject it, but it passes',
    ],
    [
      'a clause as strict as ours',
      {
        kind: 'too-weak',
        clauses: { [labels]: ['object', 'null'] },
        spoil: 'remove',
        at: ['/*/Labels'],
        recordings: [plain],
      },
      'spoiled at /*/Labels, expected the published clause to take it',
    ],
    [
      'a member that we may miss too',
      { kind: 'too-weak', clauses: { [labels]: 'object' }, spoil: 'null', at: ['/*/Labels'], recordings: [plain] },
      'spoiled at /*/Labels, expected our clause to reject it',
    ],
    [
      'a place that no recording has',
      { kind: 'too-weak', clauses: { [labels]: 'object' }, spoil: 'null', at: ['/*/Nope'], recordings: [plain] },
      'there is no /*/Nope',
    ],
    [
      'a sound place of the example',
      { kind: 'example', at: '/0/Id', recordings: [plain] },
      'expected a finding at /0/Id of the published example, found none',
    ],
    [
      'an response that is no list',
      { kind: 'example', at: '/0/Created', recordings: ['docker-28.5.2-overlay2/filters-unknown-key.json'] },
      'expected a list that is valid by our schema',
    ],
    [
      'the other store alone',
      { kind: 'example', at: '/0/Created', recordings: ['docker-28.5.2-containerd/plain.json.gz'] },
      'it is said of graphdriver, its recordings are of containerd',
    ],
  ];
  const erratumWith = (proof: Erratum['proof'][number]): Erratum => ({
    id: 'x',
    place: { published: 'x', ours: '/info' },
    published: 'x',
    engines: 'x',
    versions: '1.49',
    store: 'graphdriver',
    proof: [proof],
    upstream: [],
  });
  test.each(hollow)('%s proves nothing', (_, proof, fault) => {
    expect(listErratumFaults(erratumWith(proof), recorded).join('\n')).toContain(fault);
  });

  test('a clause must stand where ours has one', () => {
    const proof = { kind: 'too-strict', clauses: { '/components/schemas/Nope': {} }, recordings: [plain] } as const;
    expect(() => listErratumFaults(erratumWith(proof), recorded)).toThrow('no /components/schemas/Nope');
  });
});

type Change = (response: ProbeResponse, index: number, responses: readonly ProbeResponse[]) => ProbeResponse;

const status =
  (code: number): Change =>
  (response) => ({ ...response, status: code });
const found =
  (images: (responses: readonly ProbeResponse[]) => ImageSummary[]): Change =>
  (response, _, responses) => ({ ...response, images: images(responses) });
const each =
  (members: Partial<ImageSummary>): Change =>
  (response) => ({ ...response, images: response.images.map((image) => ({ ...image, ...members })) });
const nothing = found(() => []);

/** What engines would response if the published description were right: no predicate may hold of it. */
const asPublished: Readonly<Record<string, Change>> = {
  'status-400': status(200),
  'status-404': status(200),
  'status-500': status(400),
  same: (response, index, responses) => (index === 0 ? response : nothing(response, index, responses)),
  'digests-without-effect': (response, ...rest) =>
    response.request.digests ? response : each({ RepoDigests: [] })(response, ...rest),
  'loose-shared-size': each({ SharedSize: -1 }),
  'loose-manifests': each({ Manifests: [] }),
  'shared-size-when-asked': each({ SharedSize: -1 }),
  'manifests-ignored': each({ Manifests: [] }),
  'tagged-parents-listed': each({ RepoTags: [] }),
  'nameless-dropped': each({ RepoTags: [], RepoDigests: [] }),
  'label-negated': nothing,
  'reference-is-a-glob': nothing,
  'tags-cut': each({ RepoTags: ['a:1', 'b:1'] }),
  'only-familiar-names': found((responses) => responses.flatMap(({ images }) => images)),
  'until-by-created': found((responses) => responses.flatMap(({ images }) => images)),
  'until-not-by-created': each({ Created: 2 ** 32 }),
  'id-of-target': each({ Id: 'sha256:0' }),
  'any-date': each({ Created: 1644009612 }),
  'containers-never-counted': each({ Containers: 2 }),
  'containers-exist': each({ Manifests: [] }),
  'tags-of-any-form': each({ RepoTags: ['a:1', 'b:1'] }),
  'bare-digests': each({ RepoDigests: ['a@sha256:0'] }),
  'one-digest-for-all-names': each({ RepoDigests: [] }),
  'size-of-manifests': each({ Size: 1 }),
  'target-without-platform': each({
    Descriptor: { mediaType: '', digest: '', size: 1, platform: { architecture: 'arm', os: 'linux' } },
  }),
  'unknown-kinds': each({ Manifests: [] }),
  'empty-platforms': each({ Manifests: [] }),
};

describe('predicates', () => {
  const proofs = errata.flatMap(({ id, proof }) =>
    proof.flatMap((one) => (one.kind === 'behaviour' ? [{ id, ...one }] : [])),
  );

  test('each proves an erratum or a claim', () => {
    const claims = parseClaims(read('claims.yaml'), read('claims.schema.json')).statements;
    const claimed = Object.values(claims).flatMap((some) => Object.values(some).flatMap(({ shows = [] }) => shows));
    const used = new Set([...proofs.map(({ predicate }) => predicate), ...claimed]);
    expect([...used].sort()).toEqual(Object.keys(predicates).sort());
  });

  test.each(proofs)('$predicate of $id does not hold of what is published', (proof) => {
    for (const responses of responsesByEngine(proof, recorded).values()) {
      const change = asPublished[proof.predicate];
      expect(change).toBeDefined();
      expect(change && predicates[proof.predicate]?.(responses.map(change))).not.toBe(true);
    }
  });

  test.each(Object.entries(predicates))('%s does not hold without responses', (_, holds) => {
    expect(holds([])).not.toBe(true);
  });
});

test('the share that is rejected is that of a description with the same clauses', () => {
  const published = readDescription(readFileSync(new URL('published.yaml', import.meta.url), 'utf8'), 'published.yaml');
  const results = exchanges.map((exchange) => checkByDescription(published, exchange));
  const lists = results.filter(({ status }) => status === 200);
  const rejected = lists.filter(({ reasons }) => reasons.size > 0);
  expect(countRejectedLists(errata, exchanges)).toEqual({ rejected: rejected.length, lists: lists.length });
  expect(rejected.length).toBeGreaterThan(0);
});
