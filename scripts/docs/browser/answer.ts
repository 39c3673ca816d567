import { readAs } from '../../../src/contract/read.js';
import { contractOf } from '../../../src/contract/version.js';
import type { Asked } from '../../../src/model/asked.js';
import type { AnyImage } from '../../../src/model/image.js';
import { type Clock, listing } from '../../../src/model/listed.js';
import { allowedStatuses } from '../../../src/model/status.js';
import { type Store, universeOf } from '../../../src/model/universe.js';
import { readRequest } from '../../../src/request/request.js';
import { answerOf } from '../../../src/stand-in/list.js';
import { refusedVersion } from '../../../src/stand-in/versions.js';

/** An engine that is asked, with what it has. */
export interface Asking {
  readonly server: string;
  readonly store: Store;
  readonly newest: string;
  readonly images: readonly AnyImage[];
}

/** What an engine answers, and what the model says of it. */
export interface Answer {
  readonly status: number;
  /** The statuses that an engine may answer with, in words. */
  readonly expected: string;
  /** Why it refuses. */
  readonly message?: string;
  readonly listed: readonly Told[];
  readonly left: readonly Told[];
}

/** An image with what the model says of it. */
export interface Told {
  readonly image: AnyImage;
  /** `must`, `may` or `must not` be listed. */
  readonly listed: string;
  readonly reason: string;
}

/** What an engine answers to `GET` of a target. */
export function answerTo(target: string, { server, store, newest, images }: Asking, clock: Clock): Answer {
  const request = readRequest({ method: 'GET', path: target });
  const version = request?.apiVersion ?? newest;
  const contract = contractOf(version);
  if (!request || !contract) throw new RangeError(`expected the path of a contract, found ${target}`);
  const [refused] = refusedVersion(version, newest) ?? [];
  if (refused !== undefined) return { status: 400, expected: '400', message: refused, listed: [], left: [] };
  const universe = universeOf(images, store);
  const asked = readAs(request, version, contract, server);
  const { expected, own } = allowedStatuses(asked, '', universe);
  const [first = 200] = own;
  const given = answerOf(asked, universe, store, clock);
  if ('status' in given) {
    const status = own.includes(given.status) ? given.status : first;
    return { status, expected, message: given.message, listed: [], left: [] };
  }
  if (!own.includes(200)) return { status: first, expected, listed: [], left: [] };
  return { status: 200, expected, ...told(given, asked, { ...universe, store }, clock) };
}

function told(
  given: readonly AnyImage[],
  asked: Asked,
  universe: ReturnType<typeof universeOf>,
  clock: Clock,
): Pick<Answer, 'listed' | 'left'> {
  const judge = listing(universe, asked, clock);
  const known = new Map(universe.images.map((one) => [one.image.Id, one]));
  const ids = new Set(given.map(({ Id }) => Id));
  const say = (image: AnyImage): Told => {
    const one = known.get(image.Id);
    if (!one) throw new Error(`expected an image of the engine, found ${image.Id}`);
    const { listed, reason } = judge(one);
    return { image, listed, reason };
  };
  return {
    listed: given.map(say),
    left: universe.images.filter(({ image }) => !ids.has(image.Id)).map(({ image }) => say(image)),
  };
}
