/** A running Docker beside a stand-in with its images, and under the session rules. */
import fc from 'fast-check';
import { findEngine } from '../../../src/client/find-engine.js';
import { getExchange } from '../../../src/client/get-exchange.js';
import { checkSession, type Exchange, type filterKeys } from '../../../src/contract/index.js';
import type { ImageSummary } from '../../../src/index.js';
import { mockEngine } from '../../../src/mock/index.js';
import { createListTarget, listProbes } from '../../../src/probes/probes.js';
import { chooseSample } from '../../../src/probes/sample.js';

const VERSION = '1.49';
const WHOLE = 'all=true&manifests=true&shared-size=true';

/** All images of an engine, with all that its list can tell. */
async function wholeOf(host: string): Promise<Exchange> {
  return getExchange(findEngine({ host }), createListTarget(WHOLE, VERSION), { timeout: 300_000 });
}

/** The questions of the interview that the stand-in answers with another status, or other images. */
export async function disagreements(host: string, store: 'containerd' | 'graphdriver'): Promise<string[]> {
  const whole = await wholeOf(host);
  const images = whole.response.body as ImageSummary[]; // the engine's own list
  const engine = mockEngine({ images, store });
  const found: string[] = [];
  for (const { name, query } of listProbes(chooseSample(images))) {
    const path = createListTarget(query, VERSION);
    const { response } = await getExchange(findEngine({ host }), path, { timeout: 300_000 });
    const answer = await engine(new Request(`http://localhost${path}`));
    const [theirs, ours] = [idsIn(response.body), idsIn(await answer.json())];
    if (answer.status !== response.status) found.push(`${name}: ${response.status}, stand-in ${answer.status}`);
    else if (theirs.join() !== ours.join())
      found.push(`${name}: ${only(theirs, ours)} of the engine alone, ${only(ours, theirs)} of the stand-in alone`);
  }
  return found;
}

const idsIn = (body: unknown): string[] => (Array.isArray(body) ? body.map(({ Id }: { Id: string }) => Id).sort() : []); // a list of images
const only = (some: readonly string[], others: readonly string[]): number =>
  some.filter((id) => !others.includes(id)).length;

/** What the session rules find in answers to so many random honest requests; a seed repeats them. */
export async function randomSession(host: string, requests: number, seed: number): Promise<string[]> {
  const before = await wholeOf(host);
  const exchanges: Exchange[] = [before];
  for (const query of fc.sample(honest(before.response.body as ImageSummary[] /* the engine's own list */), {
    numRuns: requests,
    seed,
  })) {
    exchanges.push(await getExchange(findEngine({ host }), createListTarget(query, VERSION), { timeout: 300_000 }));
  }
  exchanges.push(await wholeOf(host));
  const findings = checkSession(exchanges);
  if (findings.notChecked !== undefined) return [findings.notChecked];
  return findings.map(({ rule, message, exchange }) => `${rule}: ${message} (${exchanges[exchange]?.request.path})`);
}

/** Queries as clients mean them: filters with what the engine has, and with what it has not. */
function honest(images: readonly ImageSummary[]): fc.Arbitrary<string> {
  const names = images.flatMap(({ Id, RepoTags, RepoDigests }) => [Id, Id.slice(7, 19), ...RepoTags, ...RepoDigests]);
  const labels = images.flatMap(({ Labels }) =>
    Object.entries(Labels ?? {}).flatMap(([key, value]) => [key, `${key}=${value}`]),
  );
  const times = images.flatMap(({ Created }) => [
    String(Created),
    String(Created + 1),
    new Date(Math.max(Created, 0) * 1000).toISOString(),
  ]);
  const globs = names.flatMap((name) => [
    name,
    name.replace(/:.*/, ''),
    name.replace(/[^/]*$/, '*'),
    `${name.slice(0, 5)}*`,
    `*/${name.slice(-4)}`,
  ]);
  const some = (values: readonly string[], most = 2) =>
    fc.array(fc.constantFrom('does-not-exist', ...values), { minLength: 1, maxLength: most });
  const keys: Record<(typeof filterKeys)[number], fc.Arbitrary<string[]>> = {
    before: some(names, 1),
    since: some(names, 1),
    dangling: fc.constantFrom(['true'], ['false'], ['1'], ['0']),
    label: some(labels),
    'label!': some(labels),
    reference: some(globs),
    until: some(times),
  };
  const filters = fc.record(keys, { requiredKeys: [] });
  return fc.tuple(fc.boolean(), filters, fc.boolean()).map(([all, given, sets]) => {
    const spelled = sets
      ? Object.fromEntries(
          Object.entries(given).map(([key, values]) => [
            key,
            Object.fromEntries((values ?? []).map((value) => [value, true])),
          ]),
        )
      : given;
    return `${all ? 'all=1&' : ''}filters=${encodeURIComponent(JSON.stringify(spelled))}`;
  });
}
