import type { Asked } from '../model/asked.js';
import { valuesOf } from '../model/asked.js';
import type { Store, Universe } from '../model/universe.js';
import type { Fault, FaultName } from '../request/request.js';

/** What an engine refuses a request with, in its words. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const bad = (message: string): Refusal => ({ status: 400, message });

/** The order in which each store looks at a request. */
const order: Readonly<Record<Store, readonly FaultName[]>> = {
  graphdriver: [
    ...([
      'query',
      'filters',
      'key',
      'identity',
      'not-label',
      'dangling',
      'malformed-reference',
      'doubtful-reference',
    ] as const),
    ...(['image', 'until', 'no-time', 'glob'] as const),
  ],
  containerd: [
    ...([
      'query',
      'filters',
      'key',
      'identity',
      'malformed-reference',
      'doubtful-reference',
      'image',
      'until',
      'no-time',
    ] as const),
    ...(['long-label', 'dangling'] as const),
  ],
};

/** How Docker 28.5.2 refuses a request, if it does. */
export function refusalOf(asked: Asked, universe: Universe, store: Store): Refusal | undefined {
  for (const name of order[store]) {
    for (const fault of asked.faults) {
      const refusal = fault.name === name ? words[name]?.(fault, asked, universe) : undefined;
      if (refusal) return refusal;
    }
  }
  return undefined;
}

type Words = (fault: Fault, asked: Asked, universe: Universe) => Refusal | undefined;

const noTime: Words = ({ subject }) => ({ status: 500, message: unreadable(subject) });

const words: Readonly<Partial<Record<FaultName, Words>>> = {
  query: ({ subject }) =>
    bad(
      subject.includes(';')
        ? 'invalid semicolon separator in query'
        : `invalid URL escape ${JSON.stringify(/%(?![0-9a-f]{2}).{0,2}/i.exec(subject)?.[0] ?? '')}`,
    ),
  filters: () => bad('invalid filter'),
  key: ({ subject }) => bad(`invalid filter '${subject}'`),
  identity: () => bad('conflicting options: identity requires manifests=1'),
  'not-label': () => bad("invalid filter 'label!'"),
  dangling: (_, asked) => {
    const values = valuesOf(asked, 'dangling');
    return bad(`invalid filter 'dangling${values.length > 0 ? `=[${values.join(' ')}]` : ''}'`);
  },
  'malformed-reference': ({ subject }) => bad(malformed(subject)),
  'doubtful-reference': ({ subject }, _, universe) =>
    subject.length > 255 ? bad('repository name must not be more than 255 characters') : unknown(subject, universe),
  image: ({ subject }, _, universe) => unknown(subject, universe),
  until: noTime,
  'no-time': noTime,
  'long-label': ({ subject }) => {
    const [key = '', ...value] = subject.split('=');
    const size = new TextEncoder().encode(key + value.join('=')).length;
    const limit = `label key and value length (${size} bytes) greater than maximum size (4096 bytes)`;
    return size > 4096 ? bad(`${limit}, key: ${key.slice(0, 64)}: invalid argument`) : undefined;
  },
  glob: (_, __, { names }) => (names > 0 ? { status: 500, message: 'syntax error in pattern' } : undefined),
};

/** A name with capitals in its path is told so. */
function malformed(text: string): string {
  const first = text.slice(0, Math.max(text.indexOf('/'), 0));
  const hasDomain = first === 'localhost' || /[.:]/.test(first);
  const [path = ''] = text.slice(hasDomain ? first.length + 1 : 0).split(/[:@]/, 1);
  const why = /[A-Z]/.test(path) ? `: repository name (${path}) must be lowercase` : '';
  return `invalid reference format${why}`;
}

const unknown = (text: string, { find }: Universe): Refusal | undefined => (find(text) ? undefined : noSuchImage(text));

/** The refusal of an image that is not there. */
export function noSuchImage(text: string): Refusal {
  const id = /^(?:sha256:)?([0-9a-f]{64})$/.exec(text)?.[1];
  const hasTag = text.includes('@') || text.lastIndexOf(':') > text.lastIndexOf('/');
  const tagged = hasTag ? text : `${text}:latest`;
  return { status: 404, message: `No such image: ${id ? `sha256:${id}` : tagged}` };
}

/** Go's words for a text that is no time. */
function unreadable(text: string): string {
  const day = /^(\d{4}-\d\d-\d\d)(.*)$/s.exec(text);
  if (day?.[2]) return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(day[2])}`;
  if (day)
    return `parsing time ${JSON.stringify(text)}: ${Number(text.slice(5, 7)) > 12 ? 'month' : 'day'} out of range`;
  if (!text.includes('-')) return `failed to parse value as time or duration: ${JSON.stringify(text)}`;
  return `parsing time ${JSON.stringify(text)} as "2006-01-02": cannot parse ${JSON.stringify(text)} as "2006"`;
}
