import { YEAR_1 } from '../model/image.js';

/** Names that an engine has, for the questions that need some; chosen so that few images answer to them. */
export interface Sample {
  /** A `name:tag` of the image with the most names. */
  readonly name: string;
  /** The same without its tag. */
  readonly repository: string;
  /** A `name@digest`. */
  readonly digest: string;
  /** A label that some three images have. */
  readonly label: Label;
  /** Another label of one of these, where there is one. */
  readonly also: Label;
  /** An image that few are older than. */
  readonly older: Named;
  /** An image that few are newer than. */
  readonly newer: Named;
  /** An image without a date: of the year 1, or else of 1970. */
  readonly undated: Named;
}

interface Label {
  readonly key: string;
  readonly value: string;
  /** Both, as the filter takes them: `key=value`. */
  readonly pair: string;
}

interface Named {
  readonly name: string;
  readonly id: string;
}

/** What no engine has. */
export const absent = {
  name: 'does-not-exist:1',
  id: `sha256:${'0'.repeat(64)}`,
  digest: `does-not-exist@sha256:${'0'.repeat(64)}`,
  label: labelOf('com.example.does-not-exist', 'x'),
} as const;

/**
 * The sample of an engine's plain list, the same for every order of it. What the list does not have, or a body that
 * is no list, is made up for by names that do not exist.
 */
export function sampleOf(body: unknown): Sample {
  const listed = (Array.isArray(body) ? body : []).filter((image) => image instanceof Object);
  const images = listed.map(imageOf).sort((a, b) => order(a.id, b.id));
  const [name = absent.name] = images.toSorted((a, b) => b.names.length - a.names.length)[0]?.names ?? [];
  // An image without a date is no bound in time for an engine.
  const dated = images
    .flatMap(({ id, created, names: [name] }) => (name && created > 0 ? [{ name, id, created }] : []))
    .sort((a, b) => a.created - b.created);
  const at = (share: number): Named => dated[Math.floor(share * (dated.length - 1))] ?? absent;
  return {
    name,
    repository: name.slice(0, name.lastIndexOf(':')),
    digest: images.flatMap(({ digests }) => digests).sort()[0] ?? absent.digest,
    ...labelsOf(images),
    older: at(0.05),
    newer: at(0.95),
    undated: undatedIn(images),
  };
}

/** The same sample with every name, and key and value of a label, as `clean` gives it. */
export function redactSample(sample: Sample, clean: (text: string) => string): Sample {
  const name = clean(sample.name);
  const label = ({ key, value }: Label): Label => labelOf(clean(key), clean(value));
  const named = (one: Named): Named => ({ ...one, name: clean(one.name) });
  return {
    name,
    repository: name.slice(0, name.lastIndexOf(':')),
    digest: clean(sample.digest),
    label: label(sample.label),
    also: label(sample.also),
    older: named(sample.older),
    newer: named(sample.newer),
    undated: named(sample.undated),
  };
}

type Image = ReturnType<typeof imageOf>;

function undatedIn(images: readonly Image[]): Named {
  const undated = images.filter(({ created, names }) => (created === YEAR_1 || created === 0) && names.length > 0);
  const [first] = undated.sort((a, b) => a.created - b.created);
  return first ? { name: first.names[0] ?? absent.name, id: first.id } : absent;
}

/** What counts of an image; engines of another make may leave out or add what they like. */
function imageOf(value: unknown) {
  const image: Readonly<Record<string, unknown>> = Object(value);
  return {
    id: plain(image.Id),
    created: Number(plain(image.Created)),
    names: texts(image.RepoTags, /^[a-z0-9][\w.:/-]*:[\w.-]+$/),
    digests: texts(image.RepoDigests, /^[a-z0-9][\w.:/-]*@sha256:[0-9a-f]{64}$/),
    labels: Object.entries(image.Labels instanceof Object ? image.Labels : {})
      .map(([key, text]) => labelOf(key, plain(text)))
      // No character that means something else in a filter.
      .filter(({ pair }) => /^[\w.-]{1,60}=[\w.-]{1,60}$/.test(pair)),
  };
}

/** What is no list and no object, as text: those may be too deep to turn into one, or refuse. */
const plain = (value: unknown): string => (value instanceof Object ? '' : String(value));

function labelOf(key: string, value: string): Label {
  return { key, value, pair: `${key}=${value}` };
}

const texts = (list: unknown, pattern: RegExp): string[] =>
  (Array.isArray(list) ? list : []).filter((text) => typeof text === 'string' && pattern.test(text)).sort();

function labelsOf(images: readonly Image[]): Pick<Sample, 'label' | 'also'> {
  const labels = images.flatMap((image) => image.labels).sort((a, b) => order(a.pair, b.pair));
  const counts = new Map<string, number>();
  for (const { pair } of labels) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const fromThree = ({ pair }: Label): number => Math.abs((counts.get(pair) ?? 0) - 3);
  const [label = absent.label] = labels.toSorted((a, b) => fromThree(a) - fromThree(b));
  const beside = images.filter((image) => image.labels.some(({ pair }) => pair === label.pair));
  const [also = label] = beside.flatMap((image) => image.labels).filter(({ key }) => key !== label.key);
  return { label, also };
}

/** By code units, so that no locale has a say. */
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
