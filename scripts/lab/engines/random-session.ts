import fc from 'fast-check';
import { findEngine } from '../../../src/client/find-engine.js';
import { getExchange } from '../../../src/client/get-exchange.js';
import { checkSession, type filterKeys } from '../../../src/contract/index.js';
import type { ImageSummary } from '../../../src/index.js';
import { createListTarget } from '../../../src/probes/probes.js';

const FULL_LISTING = 'all=true&manifests=true&shared-size=true';

/** Lists what the session rules find in responses of a running Docker to random valid requests. A seed repeats them. */
export async function checkRandomSession(host: string, requests: number, seed: number): Promise<string[]> {
  const request = (query: string) =>
    getExchange(findEngine({ host }), createListTarget(query, '1.49'), { timeout: 300_000 });
  const exchanges = [await request(FULL_LISTING)];
  const images = exchanges[0]?.response.body as ImageSummary[]; // the engine's own list
  for (const query of fc.sample(arbitraryQuery(images), { numRuns: requests, seed })) {
    exchanges.push(await request(query));
  }
  exchanges.push(await request(FULL_LISTING));
  const findings = checkSession(exchanges);
  if (findings.notChecked !== undefined) return [findings.notChecked];
  return findings.map(({ rule, message, exchange }) => `${rule}: ${message} (${exchanges[exchange]?.request.path})`);
}

/** Makes queries with filters that match the engine's images, and with filters that do not. */
function arbitraryQuery(images: readonly ImageSummary[]): fc.Arbitrary<string> {
  const names = images.flatMap(({ Id, RepoTags, RepoDigests }) => [Id, Id.slice(7, 19), ...RepoTags, ...RepoDigests]);
  const labels = images.flatMap(({ Labels }) =>
    Object.entries(Labels ?? {}).flatMap(([key, value]) => [key, `${key}=${value}`]),
  );
  const times = images.flatMap(({ Created }) => [
    ...[String(Created), String(Created + 1)],
    new Date(Math.max(Created, 0) * 1000).toISOString(),
  ]);
  const globs = names.flatMap((name) => [
    ...[name, name.replace(/:.*/, ''), name.replace(/[^/]*$/, '*')],
    ...[`${name.slice(0, 5)}*`, `*/${name.slice(-4)}`],
  ]);
  const some = (values: readonly string[], maxLength = 2) =>
    fc.array(fc.constantFrom('does-not-exist', ...values), { minLength: 1, maxLength });
  const keys: Record<(typeof filterKeys)[number], fc.Arbitrary<string[]>> = {
    before: some(names, 1),
    since: some(names, 1),
    dangling: fc.constantFrom(['true'], ['false'], ['1'], ['0']),
    label: some(labels),
    'label!': some(labels),
    reference: some(globs),
    until: some(times),
  };
  const toObject = (values: readonly string[] = []) => Object.fromEntries(values.map((value) => [value, true]));
  return fc.tuple(fc.boolean(), fc.record(keys, { requiredKeys: [] }), fc.boolean()).map(([all, arrays, asObjects]) => {
    const entries = Object.entries(arrays).map(([key, values]) => [key, asObjects ? toObject(values) : values]);
    const filters = JSON.stringify(Object.fromEntries(entries));
    return `${all ? 'all=1&' : ''}filters=${encodeURIComponent(filters)}`;
  });
}
