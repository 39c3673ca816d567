import { unsupportedVersionMessage } from '../../../src/engine/allowed-statuses.js';
import { parseListRequest } from '../../../src/request/parse-request.js';
import { getOwn } from '../../../src/values/pointer.js';
import type { Recording } from '../../generate/recordings.js';
import { addErrorId } from './anchors.js';
import { type Block, inlineCode, paragraph, type Section } from './blocks.js';
import { findRemedy } from './remedies.js';

/** An error message that engines were recorded to send. */
export interface ErrorMessage {
  readonly message: string;
  readonly remedy: string;
  /** Whether a Docker engine sends it, not Podman alone. */
  readonly isDocker: boolean;
  readonly section: Section;
}

/** One recorded response to one probe. */
interface Reply {
  readonly engine: string;
  readonly probe: string;
  readonly path: string;
  readonly status: number;
  /** Empty in a response with status 200. */
  readonly message: string;
}

/** Every recorded error message, in the order of their lowest statuses and their words; Docker's come first. */
export function findErrorMessages(recorded: readonly Recording[]): ErrorMessage[] {
  const replies = recorded.map(toReply);
  const byProbe = groupBy(replies, ({ probe }) => probe);
  const byMessage = groupBy(
    replies.filter(({ status }) => status !== 200),
    ({ message }) => message,
  );
  const sorted = [...byMessage]
    .map(([message, sent]) => ({
      ...{ message, sent },
      isDocker: sent.some(({ engine }) => engine.startsWith('Docker')),
      status: Math.min(...sent.map(({ status }) => status)),
    }))
    .sort((a, b) => Number(b.isDocker) - Number(a.isDocker) || a.status - b.status || (a.message < b.message ? -1 : 1));
  const ids = new Set<string>();
  return sorted.map(({ message, sent, isDocker }) => {
    const { probe, path } = chooseReply(sent);
    const faults = parseListRequest({ method: 'GET', path })?.faults.map(({ name }) => name) ?? [];
    const remedy = findRemedy(message, faults);
    const others = new Set(sent.map((one) => one.probe)).size - 1;
    const blocks: Block[] = [
      paragraph(remedy),
      {
        ...{ kind: 'paragraph', role: 'small' },
        text: `${inlineCode(shorten(`GET ${decodeQuery(path)}`))}${others > 0 ? ` and ${others} more` : ''}`,
      },
      { kind: 'list', items: describeReplies(byProbe.get(probe) ?? [], message) },
    ];
    const title = inlineCode(shorten(message));
    const section: Section = {
      ...{ kind: 'section', role: 'error-response', title, blocks },
      id: addErrorId(message, ids),
    };
    return { message, remedy, isDocker, section };
  });
}

const MAX_SHOWN_CHARACTERS = 300;
const shorten = (text: string): string =>
  text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;

/** A target with its query decoded, if it reads the same when it is encoded again. */
function decodeQuery(path: string): string {
  const [before = '', query = ''] = path.split('?', 2);
  try {
    const decoded = decodeURIComponent(query);
    return /%|&.*[&=].*&/.test(decoded) ? path : `${before}?${decoded}`;
  } catch {
    return path;
  }
}

/** The reply whose probe gets the message from most engines. A probe of one fault shows more than one of several. */
function chooseReply(sent: readonly Reply[]): Reply {
  const weightOf = (probe: string): number => {
    const engines = new Set(sent.filter((one) => one.probe === probe).map(({ engine }) => engine));
    return engines.size - (/faults|two|beside/.test(probe) ? 0.5 : 0);
  };
  const weights = new Map(sent.map(({ probe }) => [probe, weightOf(probe)]));
  const [best] = [...weights].sort(([a, weightA], [b, weightB]) => weightB - weightA || (a < b ? -1 : 1));
  const found = sent.find(({ probe }) => probe === best?.[0]);
  if (!found) throw new Error('expected a reply with the message');
  return found;
}

function toReply({ engine, probe, exchange }: Recording): Reply {
  const { status, body, bodyText } = exchange.response;
  return {
    engine: formatEngine(engine),
    probe,
    path: exchange.request.path,
    status,
    message: status === 200 ? '' : String(getOwn(body, 'message') ?? bodyText ?? '').trim(),
  };
}

/** `Docker 28.5.2 overlay2` for the folder `docker-28.5.2-overlay2`. */
export const formatEngine = (folder: string): string =>
  folder
    .replace(/^docker-/, 'Docker ')
    .replace(/-(odd|undated)$/, '')
    .replaceAll('-', ' ');

/** A line for each response that engines send to one probe, with its message where it is another one. */
function describeReplies(replies: readonly Reply[], message: string): string[] {
  // A message about the API version tells nothing about the rest of the request.
  const isAboutVersion = unsupportedVersionMessage.test(message);
  const shown = replies.filter(
    (one) => one.message === message || !(isAboutVersion || unsupportedVersionMessage.test(one.message)),
  );
  const groups = groupBy(shown, (one) => `${one.status} ${one.message}`);
  return [...groups.values()].map((group) => {
    const [first] = group;
    const engines = mergeStores([...new Set(group.map(({ engine }) => engine))]);
    const isOther = first && first.message !== message && first.message !== '';
    return `**${first?.status}** ${engines.join(', ')}${isOther ? `: ${inlineCode(shorten(first.message))}` : ''}`;
  });
}

/** Both stores of an engine become one name. */
function mergeStores(engines: readonly string[]): string[] {
  const names = engines.map((name) => {
    const bare = name.replace(/ (overlay2|containerd)$/, '');
    return engines.includes(`${bare} overlay2`) && engines.includes(`${bare} containerd`) ? bare : name;
  });
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Map.groupBy, which Node has from 21 on. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
