import { GO_ZERO_TIME } from '../engine/image.js';

/** Names that an engine has, to make probes of, chosen so that few images match. */
export interface EngineSample {
  /** A `name:tag` of the image with the most names. */
  readonly name: string;
  /** A `name@digest`. */
  readonly digest: string;
  /** A label that about three images have, as `key=value`. */
  readonly pair: string;
  /** Another label of one of these images; the same label if there is none. */
  readonly otherPair: string;
  /** Name and ID of an image with few older ones. */
  readonly older: string;
  readonly olderId: string;
  /** The name of an image with few newer ones. */
  readonly newer: string;
  /** The name of an image without a date, which engines give as year 1 or 1970. */
  readonly undated: string;
}

/** Names that no engine has. */
export const ABSENT_SAMPLE: EngineSample = {
  name: 'does-not-exist:1',
  digest: `does-not-exist@sha256:${'0'.repeat(64)}`,
  pair: 'com.example.does-not-exist=x',
  otherPair: 'com.example.does-not-exist=x',
  older: 'does-not-exist:1',
  olderId: `sha256:${'0'.repeat(64)}`,
  newer: 'does-not-exist:1',
  undated: 'does-not-exist:1',
};

/**
 * Chooses a sample from the body of an engine's plain list. It does not depend on the order of the list. Absent names take
 * the place of those that the body does not have, whatever it is.
 */
export function chooseSample(body: unknown): EngineSample {
  const imageValues = (Array.isArray(body) ? body : []).filter((image) => image instanceof Object);
  const images = imageValues.map(parseListedImage).sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
  const [name] = images.toSorted((a, b) => b.names.length - a.names.length)[0]?.names ?? [];
  const named = images.flatMap(({ id, created, names: [name] }) =>
    name && Number.isFinite(created) ? { name, id, created } : [],
  );
  named.sort((a, b) => a.created - b.created);
  // Engines do not take an image without a date as a bound in time.
  const dated = named.filter(({ created }) => created > 0);
  const [older, newer] = [0.05, 0.95].map((share) => dated[Math.floor(share * (dated.length - 1))]);
  const undated = named.find(({ created }) => created === GO_ZERO_TIME || created === 0);
  const chosen = {
    name,
    digest: images.flatMap(({ digests }) => digests).sort()[0],
    ...chooseLabels(images),
    older: older?.name,
    olderId: older?.id,
    newer: newer?.name,
    undated: undated?.name,
  };
  return mapSample(ABSENT_SAMPLE, (absent, key) => chosen[key] ?? absent);
}

/** Replaces each name of a sample. */
export function mapSample(
  sample: EngineSample,
  replaceName: (name: string, key: keyof EngineSample) => string,
): EngineSample {
  const entries = Object.entries(sample) as [keyof EngineSample, string][]; // it has no other properties
  return { ...sample, ...Object.fromEntries(entries.map(([key, name]) => [key, replaceName(name, key)])) };
}

type ListedImage = ReturnType<typeof parseListedImage>;

/** The properties of an image that matter here. The engine need not be Docker, so any may be missing or of another type. */
function parseListedImage(value: unknown) {
  const image: Readonly<Record<string, unknown>> = Object(value);
  return {
    id: toPlainString(image.Id),
    created: Number(toPlainString(image.Created)),
    names: listStrings(image.RepoTags, /^[a-z0-9][\w.:/-]*:[\w.-]+$/),
    digests: listStrings(image.RepoDigests, /^[a-z0-9][\w.:/-]*@sha256:[0-9a-f]{64}$/),
    labels: Object.entries(image.Labels instanceof Object ? image.Labels : {})
      .map(([key, text]) => `${key}=${toPlainString(text)}`)
      // Without characters that have a meaning in a filter.
      .filter((pair) => /^[\w.-]{1,60}=[\w.-]{1,60}$/.test(pair)),
  };
}

/** A string of any value but arrays and objects, whose conversion can throw. */
const toPlainString = (value: unknown): string => (value instanceof Object ? '' : String(value));

const listStrings = (values: unknown, pattern: RegExp): string[] =>
  (Array.isArray(values) ? values : []).filter((text) => typeof text === 'string' && pattern.test(text)).sort();

function chooseLabels(images: readonly ListedImage[]) {
  const pairs = images.flatMap(({ labels }) => labels).sort();
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const getDistanceFromThree = (pair: string): number => Math.abs((counts.get(pair) ?? 0) - 3);
  const [pair = ABSENT_SAMPLE.pair] = pairs.toSorted((a, b) => getDistanceFromThree(a) - getDistanceFromThree(b));
  const key = pair.replace(/=.*/, '=');
  const imagesWithLabel = images.filter(({ labels }) => labels.includes(pair));
  const otherPair = imagesWithLabel.flatMap(({ labels }) => labels).find((other) => !other.startsWith(key));
  return { pair, otherPair: otherPair ?? pair };
}
