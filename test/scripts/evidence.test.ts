import { expect, test } from 'vitest';
import type { JsonObject } from '../../scripts/generate/bundle.js';
import { changesOf, evidence, recordedEngines } from '../../scripts/generate/evidence.js';

const engines = recordedEngines([
  ...['1.24', '1.51', '1.48'].map((apiVersion) => ({ engine: 'docker-28.5.2-containerd', apiVersion })),
  ...['1.40', '1.54'].map((apiVersion) => ({ engine: 'docker-29.7.2-overlay2', apiVersion })),
  { engine: 'docker-28.5.2-overlay2', apiVersion: '1.9' },
  { engine: 'podman-6.1.1', apiVersion: '1.49' },
]);

test('engines of both stores are one, with the first and the last version that they were recorded at', () => {
  expect(engines).toEqual([
    { name: 'Docker 28.5.2', oldest: '1.9', newest: '1.51' },
    { name: 'Docker 29.7.2', oldest: '1.40', newest: '1.54' },
  ]);
});

const bundle = (members: JsonObject): JsonObject => ({
  paths: { '/images/json': { get: { parameters: [] } } },
  components: { schemas: { Image: { properties: members } } },
});

test.each([
  ['1.39', {}, { '1.39': 'recordings of Docker 28.5.2 alone' }],
  ['1.40', {}, {}],
  ['1.51', {}, {}],
  [
    '1.52',
    { Id: {}, Whence: { 'x-source': 'its source' } },
    { '1.52': "recordings of Docker 29.7.2 alone, and Docker's source for `Whence`" },
  ],
  ['1.55', {}, {}],
])('%s with %j', (version, members, known) => {
  expect(evidence([{ versions: [version], bundle: bundle(members) }], engines)).toEqual(known);
});

test('changes: what has an x-since and did not come with its schema, and what overlays say', () => {
  const fragment: JsonObject = {
    paths: { '/images/json': { get: { parameters: [{ name: 'all' }, { name: 'odd', 'x-since': '1.42' }] } } },
    components: {
      schemas: {
        Image: { properties: { Id: {}, Parts: { 'x-since': '1.47' } } },
        Part: { properties: { Id: { 'x-since': '1.47' } } },
      },
    },
  };
  const action = { target: '$', description: 'It was null.', update: { inner: { 'x-source': 'its source' } } };
  const overlay = { name: 'x', boundary: 43, document: { actions: [action] } };
  expect(changesOf(fragment, [{ ...overlay, before: true }])).toEqual([
    { version: '1.42', change: '`odd` came, a query parameter.' },
    { version: '1.43', change: 'Until then: It was null.', source: 'its source' },
    { version: '1.47', change: '`Image.Parts` came.' },
  ]);
  expect(changesOf(fragment, [{ ...overlay, before: false }])[1]).toMatchObject({ change: 'It was null.' });
});
