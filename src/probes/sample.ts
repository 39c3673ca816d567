import { GO_ZERO_TIME } from '../engine/image.js';

/** Names that an engine has, to make probes of, chosen so that few images match. */
export interface EngineSample {
  /** A `name:tag` of the image with the most names. */
  readonly name: string;
  /** `name` without its tag. */
  readonly repository: string;
  /** A `name@digest`. */
  readonly digest: string;
  /** A label that about three images have. */
  readonly label: SampleLabel;
  /** Another label of one of these images; the same label if there is none. */
  readonly otherLabel: SampleLabel;
  /** An image with few older ones. */
  readonly olderImage: SampleImage;
  /** An image with few newer ones. */
  readonly newerImage: SampleImage;
  /** An image without a date, which engines give as year 1 or 1970. */
  readonly undatedImage: SampleImage;
}

interface SampleLabel {
  readonly key: string;
  readonly value: string;
  /** `key=value`, as the filter takes it. */
  readonly pair: string;
}

interface SampleImage {
  readonly name: string;
  readonly id: string;
}

/** Names that no engine has. */
export const ABSENT_SAMPLE = {
  name: 'does-not-exist:1',
  id: `sha256:${'0'.repeat(64)}`,
  digest: `does-not-exist@sha256:${'0'.repeat(64)}`,
  label: createLabel('com.example.does-not-exist', 'x'),
} as const;

/**
 * Chooses a sample from the body of an engine's plain list. It does not depend on the order of the list. Absent names take
 * the place of those that the body does not have, whatever it is.
 */
export function chooseSample(body: unknown): EngineSample {
  const imageValues = (Array.isArray(body) ? body : []).filter((image) => image instanceof Object);
  const images = imageValues.map(parseListedImage).sort((a, b) => compareCodeUnits(a.id, b.id));
  const [name = ABSENT_SAMPLE.name] = images.toSorted((a, b) => b.names.length - a.names.length)[0]?.names ?? [];
  const named = images.flatMap(({ id, created, names: [name] }) => (name ? [{ name, id, created }] : []));
  // Engines do not take an image without a date as a bound in time.
  const dated = named.filter(({ created }) => created > 0).sort(compareByDate);
  const getImageAt = (share: number): SampleImage => dated[Math.floor(share * (dated.length - 1))] ?? ABSENT_SAMPLE;
  const undated = named.filter(({ created }) => created === GO_ZERO_TIME || created === 0).sort(compareByDate);
  return {
    name,
    repository: name.slice(0, name.lastIndexOf(':')),
    digest: images.flatMap(({ digests }) => digests).sort()[0] ?? ABSENT_SAMPLE.digest,
    ...chooseLabels(images),
    olderImage: getImageAt(0.05),
    newerImage: getImageAt(0.95),
    undatedImage: undated[0] ?? ABSENT_SAMPLE,
  };
}

/** The sample with `redactName` applied to every name, and to the key and the value of each label. */
export function redactSample(sample: EngineSample, redactName: (text: string) => string): EngineSample {
  const name = redactName(sample.name);
  const redactLabel = ({ key, value }: SampleLabel): SampleLabel => createLabel(redactName(key), redactName(value));
  const redactImage = (image: SampleImage): SampleImage => ({ ...image, name: redactName(image.name) });
  return {
    name,
    repository: name.slice(0, name.lastIndexOf(':')),
    digest: redactName(sample.digest),
    label: redactLabel(sample.label),
    otherLabel: redactLabel(sample.otherLabel),
    olderImage: redactImage(sample.olderImage),
    newerImage: redactImage(sample.newerImage),
    undatedImage: redactImage(sample.undatedImage),
  };
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
      .map(([key, text]) => createLabel(key, toPlainString(text)))
      // Without characters that have a meaning in a filter.
      .filter(({ pair }) => /^[\w.-]{1,60}=[\w.-]{1,60}$/.test(pair)),
  };
}

/** A string of any value but arrays and objects, whose conversion can throw. */
const toPlainString = (value: unknown): string => (value instanceof Object ? '' : String(value));

function createLabel(key: string, value: string): SampleLabel {
  return { key, value, pair: `${key}=${value}` };
}

const listStrings = (values: unknown, pattern: RegExp): string[] =>
  (Array.isArray(values) ? values : []).filter((text) => typeof text === 'string' && pattern.test(text)).sort();

function chooseLabels(images: readonly ListedImage[]): Pick<EngineSample, 'label' | 'otherLabel'> {
  const labels = images.flatMap((image) => image.labels).sort((a, b) => compareCodeUnits(a.pair, b.pair));
  const counts = new Map<string, number>();
  for (const { pair } of labels) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const getDistanceFromThree = ({ pair }: SampleLabel): number => Math.abs((counts.get(pair) ?? 0) - 3);
  const [label = ABSENT_SAMPLE.label] = labels.toSorted((a, b) => getDistanceFromThree(a) - getDistanceFromThree(b));
  const imagesWithLabel = images.filter((image) => image.labels.some(({ pair }) => pair === label.pair));
  const [otherLabel = label] = imagesWithLabel.flatMap((image) => image.labels).filter(({ key }) => key !== label.key);
  return { label, otherLabel };
}

const compareByDate = (a: { created: number }, b: { created: number }): number => a.created - b.created;

/** Independent of the locale. */
const compareCodeUnits = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
