import { type Asked, isWhole } from '../model/asked.js';
import { namesListed } from '../model/described.js';
import type { AnyImage } from '../model/image.js';
import { listing } from '../model/listed.js';
import { allowedStatuses } from '../model/status.js';
import { type Known, storeOf, type Universe, universeOf } from '../model/universe.js';
import { child } from '../values/pointer.js';
import { show } from '../values/show.js';
import { messageOf, readBody } from './answer.js';
import type { Judgement } from './check.js';
import { type Described, differences, digestsOf, type Members } from './digests.js';
import type { Exchange } from './exchange.js';
import { type Counted, gather, hash, type Verdict } from './finding.js';

/*
 * Whether answers of one engine, whose images did not change in between, list the images that they are asked for. What
 * is to be listed follows from a whole list, one with `all` true and no filter; nothing else of the answers is kept but
 * the ids and digests of their images.
 */

/** How many exchanges a session can have. */
const MOST_EXCHANGES = 100_000;
/** How much of a refusal's words is kept. */
const MOST_MESSAGE = 1000;

/** A whole list, with what asked for it. */
interface Whole {
  readonly asked: Asked;
  readonly images: readonly AnyImage[];
}

/** The rules of which a finding points to an image of the list. */
const isAboutImages = (rule: string): boolean => /^(?:list|image|manifest|filter)\//.test(rule);

/** What is kept of an answer: of a refusal its words, of a list its images. */
interface Answer {
  /** Which exchange it is, in the words of the caller. */
  readonly place: number;
  readonly asked: Asked;
  readonly status: number;
  readonly message: string;
  readonly images: readonly { readonly id: string; readonly members: Members }[];
  /** The images in which a relation has found something already, by index. */
  readonly told: ReadonlySet<number>;
}

/** What came of a session. */
export interface SessionJudgement {
  /** By the place of their exchange; none when the session was not judged. */
  readonly findings: ReadonlyMap<number, Counted>;
  /** Why it was not judged, in words; `undefined` when it was. */
  readonly notJudged: string | undefined;
}

/** Judges the exchanges of one session together. */
export class Session {
  readonly #wholes: Whole[] = [];
  readonly #answers: Answer[] = [];
  readonly #most: number;
  #broken = false;
  #exchanges = 0;

  constructor(most = MOST_EXCHANGES) {
    this.#most = most;
  }

  /** Takes in an exchange with what was found in it alone. Answers that break their schema or status are left out. */
  add(place: number, { response }: Exchange, { asked, findings }: Judgement): void {
    if (!asked || ++this.#exchanges > this.#most) return;
    const { status } = response;
    const body = readBody(response);
    const list = status === 200 ? child(body, 'value') : [];
    const broken = findings.some(({ rule }) => rule === 'response/schema' || rule === 'response/status');
    const whole = status === 200 && isWhole(asked);
    if (broken || !Array.isArray(list)) {
      this.#broken ||= whole;
      return;
    }
    const images: readonly AnyImage[] = list; // its schema has just been found to hold
    if (whole) this.#wholes.push({ asked, images });
    this.#answers.push({
      ...{ place, asked, status, message: status === 200 ? '' : messageOf(body).slice(0, MOST_MESSAGE) },
      images: images.map((image) => ({ id: image.Id, members: digestsOf(image) })),
      told: new Set(
        findings.flatMap(({ rule, pointer }) => (isAboutImages(rule) ? Number(pointer.split('/')[1]) : [])),
      ),
    });
  }

  /** What all that was taken in says together. */
  end(): SessionJudgement {
    const notJudged = this.#whyNot();
    if (notJudged !== undefined) return { findings: new Map(), notJudged };
    const universe = universeIn(this.#wholes);
    const ids = new Set(universe.images.map(({ image }) => image.Id));
    const byVersion = new Map(this.#wholes.map(({ asked, images }) => [asked.minor, byId(images, universe)]));
    const found = this.#answers.map((answer): [number, Counted] => {
      const { place, asked } = answer;
      const verdicts = judgeAnswer(answer, universe, ids, byVersion.get(asked.minor));
      const named = () => hash(JSON.stringify(['GET', asked.path, asked.pairs]));
      return [place, gather(named, ({ lasting }) => lasting, verdicts)];
    });
    return { findings: new Map(found.filter(([, { findings }]) => findings.length > 0)), notJudged };
  }

  #whyNot(): string | undefined {
    if (this.#exchanges > this.#most) return `it has more than ${this.#most} exchanges`;
    const [first, ...others] = this.#wholes;
    if (!first) {
      return this.#broken
        ? 'its list of all images breaks the schema'
        : 'it has no list of all images, one with `all` true and without a filter';
    }
    const digest = new Map<string, string>();
    for (const { asked, images } of [first, ...others]) {
      for (const [key, state] of [
        ['', idsOf(images)],
        [String(asked.minor), namesAndLabelsOf(images)],
      ] as const) {
        if ((digest.get(key) ?? state) !== state) return 'its lists of all images differ: they changed in between';
        digest.set(key, state);
      }
    }
    return undefined;
  }
}

const sorted = (texts: readonly string[]): string => hash(JSON.stringify([...texts].sort()));
const idsOf = (images: readonly AnyImage[]): string => sorted(images.map(({ Id }) => Id));
const namesAndLabelsOf = (images: readonly AnyImage[]): string =>
  sorted(
    images.map((image) => {
      const { Id, RepoTags, RepoDigests, Labels } = digestsOf(image);
      return [Id, RepoTags, RepoDigests, Labels].join();
    }),
  );

/** The images of a session, by the whole list that tells most of them. */
function universeIn(wholes: readonly Whole[]): Universe {
  const telling = ({ images }: Whole): number =>
    Number(images.some(({ Descriptor }) => Descriptor)) + Number(images.some(({ Manifests }) => Manifests));
  const [best] = wholes.toSorted((a, b) => telling(b) - telling(a));
  const [store] = wholes.flatMap(({ asked, images }) => storeOf(images, asked.minor) ?? []);
  return universeOf(best?.images ?? [], store);
}

const byId = (images: readonly AnyImage[], { store }: Universe): ReadonlyMap<string, Known> =>
  new Map(universeOf(images, store).images.map((known) => [known.image.Id, known]));

/** What an answer lists and should not, does not list and should, or describes in another way. */
function* judgeAnswer(
  answer: Answer,
  universe: Universe,
  ids: ReadonlySet<string>,
  described: ReadonlyMap<string, Known> | undefined,
): Generator<Verdict & Lasting> {
  const { asked, status, message, images, told } = answer;
  const allowed = allowedStatuses(asked, message, universe);
  const { statuses } = allowed;
  if (!statuses.has(status)) yield otherStatus(status, allowed.expected);
  if (!statuses.has(status) || status !== 200) return;
  const listed = listing(universe, asked);
  const indices = new Map(images.map(({ id }, index) => [id, index]));
  for (const image of universe.images) {
    const index = indices.get(image.image.Id);
    const { listed: wanted, reason } = listed(image);
    if (index === undefined && wanted === 'must') yield missing(image, reason);
    if (index !== undefined && wanted === 'must not' && !told.has(index)) yield unasked(index, image.image.Id, reason);
  }
  for (const [index, { id }] of images.entries()) {
    if (!ids.has(id)) yield unasked(index, id, 'the list of all images has no such image');
  }
  if (described) yield* differing(answer, universe, described);
}

function* differing(
  { asked, images, told }: Answer,
  { store }: Universe,
  described: ReadonlyMap<string, Known>,
): Generator<Verdict & Lasting> {
  const names = namesListed(asked, store);
  for (const [index, { id, members }] of images.entries()) {
    const known = described.get(id);
    if (!known || told.has(index)) continue;
    const { tags, digests } = names(known);
    const expected: Described = { ...known.image, RepoTags: tags && [...tags], RepoDigests: digests && [...digests] };
    for (const member of differences(members, expected)) {
      yield {
        rule: 'session/inconsistent',
        pointer: `/${index}/${member}`,
        message: `${member} of ${nameOf(known)} is another than in the list of all images: expected ${show(expected[member])}`,
        expected: show(expected[member]),
        actual: 'another value',
        lasting: `/${id}/${member}`,
      };
    }
  }
}

/** Where a finding stands, with the image's id in place of its index. */
interface Lasting {
  readonly lasting: string;
}

const otherStatus = (status: number, expected: string): Verdict & Lasting => ({
  rule: 'response/status',
  message: `by the list of all images this request cannot get ${status}, expected ${expected}`,
  expected,
  actual: String(status),
  lasting: '',
});

const missing = (image: Known, reason: string): Verdict & Lasting => ({
  rule: 'session/missing',
  message: `${nameOf(image)} is not listed, though ${reason}`,
  expected: image.image.Id,
  actual: 'not listed',
  lasting: '',
});

const unasked = (index: number, id: string, reason: string): Verdict & Lasting => ({
  rule: 'session/unexpected',
  pointer: `/${index}`,
  message: `${show(id)} is listed, though ${reason}`,
  expected: `not this image: ${reason}`,
  actual: id,
  lasting: `/${id}`,
});

const nameOf = ({ image, tags }: Known): string => show(tags[0]?.text ?? image.Id);
