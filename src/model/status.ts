import { apiVersion } from '../../generated/constants.js';
import type { Fault, FaultName } from '../request/request.js';
import { show } from '../values/show.js';
import { minorOf } from '../values/version.js';
import type { Asked, EngineVersion } from './asked.js';
import type { Store, Universe } from './universe.js';

/**
 * Docker engines that answer differently, oldest first, each with the newest API version that it serves (minor); what is
 * newer than all of them is taken for the last.
 */
const engines = [
  { name: '20.10', newest: 41 },
  { name: '23.0', newest: 42 },
  { name: '24.0', newest: 43 },
  { name: '25.0', newest: 44 },
  { name: '26.0', newest: 45 },
  { name: '27.0', newest: 47 },
  { name: '28.0', newest: 51 },
  { name: '29.0', newest: 53 },
  { name: '29.3', newest: 54 },
  { name: '29.4', newest: Number.POSITIVE_INFINITY },
] as const;

type EngineName = (typeof engines)[number]['name'];

/** What keeps a request from a plain 200: one row of the table that statuses and reports read. */
interface Kind {
  /** What it is, for a person; the offending text follows. */
  readonly why: string;
  /** What an engine can answer, from which engine on. Without 200 the fault is certain: the engine refuses the request. */
  readonly statuses: readonly (readonly [from: EngineName, statuses: readonly number[]])[];
  /** Which of them are left, where the store is known (Docker 28.5.2). */
  readonly stores?: Readonly<Partial<Record<Store, readonly number[]>>>;
}

/** A fault of a request, or of one to an engine whose images are known. */
type KnownFaultName = FaultName | 'no-image';

/** The faults that a request can have. What stands for 23, 24, 25 and 27 is read from Docker's source. */
export const faults: Readonly<Record<KnownFaultName, Kind>> = {
  query: { why: 'undecodable query', statuses: [['20.10', [400]]] },
  filters: {
    why: 'malformed filters',
    statuses: [
      ['20.10', [500]],
      ['23.0', [400]],
    ],
  },
  key: { why: 'unknown filter key', statuses: [['20.10', [400]]] },
  dangling: {
    why: 'bad dangling',
    statuses: [
      ['20.10', [200, 400]],
      ['23.0', [400]],
    ],
  },
  'dangling-digit': {
    why: 'dangling as a digit',
    statuses: [
      ['20.10', [200, 400]],
      ['24.0', [200]],
    ],
  },
  'malformed-reference': { why: 'malformed image reference', statuses: [['20.10', [400]]] },
  'doubtful-reference': {
    why: 'image reference that not every engine takes',
    statuses: [['20.10', [200, 400, 404]]],
  },
  image: {
    why: 'image that may not be there',
    // Docker 20.10 takes no capitals in a host without a dot.
    statuses: [
      ['20.10', [200, 400, 404]],
      ['23.0', [200, 404]],
    ],
  },
  'no-image': { why: 'image that is not there', statuses: [['20.10', [404]]] },
  'not-label': {
    why: 'filter key of containerd stores only',
    statuses: [
      ['20.10', [400]],
      ['24.0', [200, 400]],
    ],
    stores: { containerd: [200], graphdriver: [400] },
  },
  'long-label': {
    why: 'label of more than 4096 bytes',
    statuses: [['20.10', [200, 400]]],
    stores: { graphdriver: [200] },
  },
  'until-key': {
    why: 'filter key that older engines do not know',
    statuses: [
      ['20.10', [400]],
      ['24.0', [200, 400]],
      ['25.0', [200]],
    ],
  },
  until: {
    why: 'until that is not plainly a time',
    statuses: [
      ['20.10', [400]],
      ['24.0', [200, 400, 500]],
      ['25.0', [200, 500]],
      ['29.4', [200, 400]],
    ],
  },
  'no-time': {
    why: 'until that is no time',
    statuses: [
      ['20.10', [400]],
      ['24.0', [400, 500]],
      ['25.0', [500]],
      ['29.4', [400]],
    ],
  },
  glob: { why: 'malformed glob', statuses: [['20.10', [200, 500]]], stores: { containerd: [200] } },
  identity: { why: 'identity without manifests', statuses: [['29.3', [400]]] },
};

/** The statuses that a request can get. */
export interface AllowedStatuses {
  readonly statuses: ReadonlySet<number>;
  /** Without what is always allowed, in order. */
  readonly own: readonly number[];
  /** These in words: `400 (unknown filter key "nope")`. */
  readonly expected: string;
  /** Whether a 500 calls a fault of the engine what is surely one of the request. */
  readonly blamesEngine: boolean;
}

/** A plugin denies the request, the engine fails, or it cannot reach its containerd: no matter what was asked. */
const always = [403, 500, 503];

/** Message of a 400 to an API version that the engine does not serve. */
export const versionRefused = /client version (\S{1,40}) is too (?:new|old)/;

/** Refusals that are known by their message, to any request or to one with a certain fault. */
const refusals: readonly { readonly status: number; readonly message: RegExp; readonly fault?: FaultName }[] = [
  // `before` or `since` names an entry of a containerd store that is no image (Docker 28.5.2).
  { status: 400, message: /^error walking manifest /, fault: 'image' },
  // An image was deleted while a containerd store listed it (Docker 28.5.2, 29.7.2).
  { status: 404, message: /content digest sha256:[0-9a-f]{64}: not found$/ },
];

/**
 * The statuses that a request can get at its API version, by its faults: of each engine that may have answered the union
 * of theirs, 200 when there is none, and no 200 when one is certain. Some refusals are known by their message alone.
 *
 * @param message the `message` of an error's body, or its text
 * @param universe the images of the engine, where they are known: they tell which image is there, and which key is read
 */
export function allowedStatuses(
  asked: Pick<Asked, 'faults' | 'minor' | 'engine' | 'apiVersion'>,
  message = '',
  universe?: Universe,
): AllowedStatuses {
  const serving = engines.filter(({ newest }) => newest >= asked.minor);
  const answering = answeringOf(asked, serving);
  const found = universe ? asked.faults.flatMap((fault) => known(fault, universe)) : asked.faults;
  const names = [...new Set(found.map(({ name }) => name))];
  const stored: Stored = universe ?? {};
  const statuses = (all: readonly Engine[]) => new Set(all.flatMap((engine) => statusesOf(names, engine, stored)));
  const own = statuses(answering);
  const from23 = (all: readonly Engine[]) => statuses(all.filter((engine) => atLeast(engine.name, '23.0')));
  const refused = refusals.filter(
    ({ message: words, fault }) => words.test(message) && (!fault || asked.faults.some(({ name }) => name === fault)),
  );
  const version = versionRefused.exec(message)?.[1];
  const otherVersion = version !== undefined && version === asked.apiVersion ? [400] : [];
  if (isAboutAnother(message, asked.faults)) own.delete(404);
  const inOrder = [...own].sort();
  return {
    own: inOrder,
    statuses: new Set([...own, ...always, ...otherVersion, ...refused.map(({ status }) => status)]),
    // Hardly any answer has to be told of.
    get expected() {
      return expectedText(inOrder, whyOf(found, names, answering, stored));
    },
    get blamesEngine() {
      return !own.has(500) && !from23(serving).has(200) && !from23(engines).has(500);
    },
  };
}

/** Whether a refusal names an image that the request does not. */
function isAboutAnother(message: string, found: readonly Fault[]): boolean {
  const [, named] = /^No such image: (?:sha256:)?(.{1,400}?)(?::latest)?$/.exec(message) ?? [];
  return named !== undefined && !found.some(({ subject }) => subject.includes(named));
}

/**
 * A fault at an engine with these images. A containerd store has names that its list does not tell, and does not find an
 * image that it can read nothing of, which has no date.
 */
function known(fault: Fault, { find, store }: Universe): readonly (Omit<Fault, 'name'> & { name: KnownFaultName })[] {
  if (fault.name !== 'image') return [fault];
  const found = find(fault.subject);
  if (found) return store === 'graphdriver' || found.Created !== 0 ? [] : [fault];
  return [{ ...fault, name: store === 'graphdriver' ? 'no-image' : 'image' }];
}

type Engine = (typeof engines)[number];

const atLeast = (one: EngineName, other: EngineName): boolean =>
  engines.findIndex(({ name }) => name === one) >= engines.findIndex(({ name }) => name === other);

/**
 * The engines that may have answered: the one that `Server` names, a newer one as the newest known; else all that serve
 * the API version. The version of record is judged alike for all.
 */
function answeringOf(
  { engine, minor }: Pick<Asked, 'engine' | 'minor'>,
  serving: readonly Engine[],
): readonly Engine[] {
  const named =
    engine && minor !== minorOf(apiVersion) ? engines.findLast(({ name }) => isFrom(engine, name)) : undefined;
  return named && serving.includes(named) ? [named] : serving;
}

function isFrom({ major, minor }: EngineVersion, name: EngineName): boolean {
  const [from = 0, fromMinor = 0] = name.split('.').map(Number);
  return major > from || (major === from && minor >= fromMinor);
}

/** The store, where it is known. */
type Stored = Partial<Pick<Universe, 'store'>>;

/** What an engine answers to a fault: 200 where the fault is none to it. */
function row(name: KnownFaultName, engine: Engine, { store }: Stored): readonly number[] {
  const statuses = faults[name].statuses.findLast(([from]) => atLeast(engine.name, from))?.[1] ?? [200];
  const left = store && faults[name].stores?.[store];
  return left ? statuses.filter((status) => left.includes(status)) : statuses;
}

function statusesOf(names: readonly KnownFaultName[], engine: Engine, stored: Stored): number[] {
  const rows = names.map((name) => row(name, engine, stored));
  if (rows.length === 0) return [200];
  const certain = rows.some((statuses) => !statuses.includes(200));
  return rows.flat().filter((status) => status !== 200 || !certain);
}

/** How many faults are named. */
const MOST = 10;

/** The faults in words, those that an engine may refuse, as far as they are named; and how many there are. */
function whyOf(
  found: readonly { readonly name: KnownFaultName; readonly subject: string }[],
  names: readonly KnownFaultName[],
  answering: readonly Engine[],
  stored: Stored,
): { readonly words: string; readonly unnamed: number } {
  const refused = names.filter((name) =>
    answering.some((engine) => row(name, engine, stored).some((status) => status !== 200)),
  );
  const told = found.filter(({ name }) => refused.includes(name));
  const words = told.slice(0, MOST).map(({ name, subject }) => `${faults[name].why} ${show(subject)}`);
  return { words: [...new Set(words)].join('; '), unnamed: Math.max(0, told.length - MOST) };
}

function expectedText(statuses: readonly number[], { words, unnamed }: ReturnType<typeof whyOf>): string {
  const listed = statuses.join(', ').replace(/, (?=\d+$)/, ' or ');
  return words === '' ? listed : `${listed} (${words}${unnamed > 0 ? `; and ${unnamed} more` : ''})`;
}
