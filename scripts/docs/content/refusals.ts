import type { Exchange } from '../../../src/contract/index.js';
import { unsupportedVersionMessage } from '../../../src/engine/allowed-statuses.js';
import { type FaultName, parseListRequest } from '../../../src/request/parse-request.js';
import { getOwn } from '../../../src/values/pointer.js';
import { refusalId } from './anchors.js';
import { remedyOf } from './remedies.js';

/** A recorded answer with the file that it stands in, below test/recordings. */
export interface Recorded {
  readonly file: string;
  readonly exchange: Exchange;
}

/** What engines said when they refused a request. */
export interface Refusal {
  readonly id: string;
  readonly message: string;
  /** The statuses that come with these words, in order. */
  readonly statuses: readonly number[];
  /** The request that gets it, as sent. */
  readonly path: string;
  readonly remedy: string;
  /** Whether a Docker engine says so; only podman else. */
  readonly isDocker: boolean;
  /** How each recorded engine answers that question. */
  readonly engines: readonly Answered[];
  /** How many other questions get the same words. */
  readonly others: number;
}

/** Engines that answer a question alike. */
export interface Answered {
  readonly status: number;
  readonly engines: readonly string[];
  /** Where they say something else. */
  readonly message?: string;
}

/** One answer to one question of the recorder. */
interface Reply {
  readonly engine: string;
  readonly question: string;
  readonly path: string;
  readonly status: number;
  /** None of a list of images. */
  readonly message: string;
}

/** Every refusal that was recorded, by its words: Docker's first, then in the order of statuses and words. */
export function refusalsOf(recorded: readonly Recorded[]): Refusal[] {
  const replies = recorded.map(replyOf);
  const refused = replies.filter(({ status }) => status !== 200);
  const words = [...new Set(refused.map(({ message }) => message))];
  const byQuestion = grouped(replies, ({ question }) => question);
  const all = words.map((message) => {
    const same = refused.filter((reply) => reply.message === message);
    const questions = [...new Set(same.map(({ question }) => question))];
    const [best = ''] = [...questions].sort((a, b) => weight(b, same) - weight(a, same) || (a < b ? -1 : 1));
    const shown = same.find(({ question }) => question === best) as Reply; // best is of same
    const answers = byQuestion.get(best) ?? [];
    return {
      message,
      statuses: [...new Set(same.map(({ status }) => status))].sort(),
      path: shown.path,
      remedy: remedyOf(message, faultsIn(shown.path)),
      isDocker: same.some(({ engine }) => engine.startsWith('Docker')),
      engines: answered(answers, message),
      others: questions.length - 1,
    };
  });
  all.sort(
    (a, b) => Number(b.isDocker) - Number(a.isDocker) || order(a) - order(b) || (a.message < b.message ? -1 : 1),
  );
  const taken = new Set<string>();
  return all.map((one) => {
    const id = refusalId(one.message, taken);
    taken.add(id);
    return { id, ...one };
  });
}

const order = ({ statuses: [status = 0] }: { readonly statuses: readonly number[] }): number => status;

/** A question that more engines answer so tells more; one of a fault by itself tells more than one of several. */
const weight = (question: string, same: readonly Reply[]): number => {
  const engines = new Set(same.filter((reply) => reply.question === question).map(({ engine }) => engine));
  return engines.size - (/faults|two|beside/.test(question) ? 0.5 : 0);
};

function replyOf({ file, exchange }: Recorded): Reply {
  const parts = file.split('/');
  const folder = (parts[0] === 'versions' ? parts[1] : parts[0]) ?? '';
  const { status, body, bodyText } = exchange.response;
  const said = status === 200 ? '' : String(getOwn(body, 'message') ?? bodyText ?? '').trim();
  return {
    engine: engineName(folder),
    question: (parts.at(-1) ?? '').replace(/\.json(\.gz)?$/, ''),
    path: exchange.request.path,
    status,
    message: said,
  };
}

/** `docker-28.5.2-overlay2` is Docker 28.5.2 overlay2. */
export const engineName = (folder: string): string =>
  folder
    .replace(/^docker-/, 'Docker ')
    .replace(/-(odd|undated)$/, '')
    .replaceAll('-', ' ');

const faultsIn = (path: string): FaultName[] =>
  parseListRequest({ method: 'GET', path })?.faults.map(({ name }) => name) ?? [];

function answered(replies: readonly Reply[], message: string): Answered[] {
  // Of the API version a refusal says nothing of the question.
  const own = replies.filter((reply) => reply.message === message || !unsupportedVersionMessage.test(reply.message));
  const shown = unsupportedVersionMessage.test(message) ? own.filter((reply) => reply.message === message) : own;
  const groups = grouped(shown, (reply) => JSON.stringify([reply.status, reply.message]));
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const engines = merged([...new Set(same.map(({ engine }) => engine))]);
    const other = first.message !== message && first.message !== '' ? { message: first.message } : {};
    return [{ status: first.status, engines, ...other }];
  });
}

/** Both stores of an engine as one name. */
function merged(engines: readonly string[]): string[] {
  const both = engines.filter((name) => engines.includes(name.replace(' overlay2', ' containerd')));
  const names = engines.map((name) => {
    const bare = name.replace(/ (overlay2|containerd)$/, '');
    return both.includes(`${bare} overlay2`) && engines.includes(`${bare} containerd`) ? bare : name;
  });
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}
