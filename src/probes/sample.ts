import { GO_ZERO_TIME } from '../engine/image.js';

/** Names that an engine has, for the questions that need some; chosen so that few images answer to them. */
export interface EngineSample {
  /** A `name:tag` of the image with the most names. */
  readonly name: string;
  /** The same without its tag. */
  readonly repository: string;
  /** A `name@digest`. */
  readonly digest: string;
  /** A label that some three images have. */
  readonly label: SampleLabel;
  /** Another label of one of these, where there is one. */
  readonly otherLabel: SampleLabel;
  /** An image that few are older than. */
  readonly olderImage: SampleImage;
  /** An image that few are newer than. */
  readonly newerImage: SampleImage;
  /** An image without a date: of the year 1, or else of 1970. */
  readonly undatedImage: SampleImage;
}

interface SampleLabel {
  readonly key: string;
  readonly value: string;
  /** Both, as the filter takes them: `key=value`. */
  readonly pair: string;
}

interface SampleImage {
  readonly name: string;
  readonly id: string;
}

/** What no engine has. */
export const ABSENT_SAMPLE = {
  name: 'does-not-exist:1',
  id: `sha256:${'0'.repeat(64)}`,
  digest: `does-not-exist@sha256:${'0'.repeat(64)}`,
  label: createLabel('com.example.does-not-exist', 'x'),
} as const;

/**
 * The sample of an engine's plain list, the same for every order of it. What the list does not have, or a body that
 * is no list, is made up for by names that do not exist.
 */
export function chooseSample(body: unknown): EngineSample {
  const imageValues = (Array.isArray(body) ? body : []).filter((image) => image instanceof Object);
  const images = imageValues.map(parseListedImage).sort((a, b) => compareCodeUnits(a.id, b.id));
  const [name = ABSENT_SAMPLE.name] = images.toSorted((a, b) => b.names.length - a.names.length)[0]?.names ?? [];
  // An image without a date is no bound in time for an engine.
  const dated = images
    .flatMap(({ id, created, names: [name] }) => (name && created > 0 ? [{ name, id, created }] : []))
    .sort((a, b) => a.created - b.created);
  const getImageAt = (share: number): SampleImage => dated[Math.floor(share * (dated.length - 1))] ?? ABSENT_SAMPLE;
  return {
    name,
    repository: name.slice(0, name.lastIndexOf(':')),
    digest: images.flatMap(({ digests }) => digests).sort()[0] ?? ABSENT_SAMPLE.digest,
    ...chooseLabels(images),
    olderImage: getImageAt(0.05),
    newerImage: getImageAt(0.95),
    undatedImage: findUndated(images),
  };
}

/** The same sample with every name, and key and value of a label, as `clean` gives it. */
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

function findUndated(images: readonly ListedImage[]): SampleImage {
  const undated = images.filter(
    ({ created, names }) => (created === GO_ZERO_TIME || created === 0) && names.length > 0,
  );
  const [first] = undated.sort((a, b) => a.created - b.created);
  return first ? { name: first.names[0] ?? ABSENT_SAMPLE.name, id: first.id } : ABSENT_SAMPLE;
}

/** What counts of an image; engines of another make may leave out or add what they like. */
function parseListedImage(value: unknown) {
  const image: Readonly<Record<string, unknown>> = Object(value);
  return {
    id: toPlainString(image.Id),
    created: Number(toPlainString(image.Created)),
    names: listStrings(image.RepoTags, /^[a-z0-9][\w.:/-]*:[\w.-]+$/),
    digests: listStrings(image.RepoDigests, /^[a-z0-9][\w.:/-]*@sha256:[0-9a-f]{64}$/),
    labels: Object.entries(image.Labels instanceof Object ? image.Labels : {})
      .map(([key, text]) => createLabel(key, toPlainString(text)))
      // No character that means something else in a filter.
      .filter(({ pair }) => /^[\w.-]{1,60}=[\w.-]{1,60}$/.test(pair)),
  };
}

/** What is no list and no object, as text: those may be too deep to turn into one, or refuse. */
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

/** By code units, so that no locale has a say. */
const compareCodeUnits = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
