import type { AnyVersionImage } from '../../../src/engine/image.js';
import { type Answer, answerTo, type Told } from './answer.js';
import { type Choice, targetOf } from './choice.js';
import type { Explorer } from './data.js';
import { byId, data, element } from './dom.js';
import { json } from './json.js';

const { engines, images } = data<Explorer>('explorer');
/** When the page was opened, which is when the images count as stored. */
const filled = Date.now() / 1000;

/** Shows what an engine answers, and what the model says of each image. */
export function showAnswer(choice: Choice, index: number): void {
  const engine = engines[index];
  if (!engine) return;
  // The data is that of recordings.
  const known = images[engine.store] as readonly AnyVersionImage[];
  const answer = answerTo(
    targetOf(choice),
    { ...engine, images: known },
    { now: Date.now() / 1000, storeFilledAt: filled },
  );
  byId('outcome', HTMLElement).replaceChildren(...outcome(answer));
  byId('list', HTMLElement).replaceChildren(...answer.listed.map(image), ...rest(answer.left));
}

function outcome({ status, expected, message, listed }: Answer): Node[] {
  const counted = `${listed.length} image${listed.length === 1 ? '' : 's'}`;
  const head = element(
    'p',
    { class: 'outcome' },
    element('b', { class: status === 200 ? 'ok' : 'refused' }, String(status)),
    ' ',
  );
  head.append(status === 200 ? counted : element('a', { href: `#status-${status}` }, 'refused'));
  const body = message === undefined ? [] : [element('pre', {}, json({ message }, 'ErrorResponse'))];
  const why = expected === String(status) ? [] : [element('p', {}, `Engines of this kind answer ${expected}.`)];
  return [head, ...body, ...why];
}

/** An image of the answer; its JSON is made when it is opened. */
function image({ image: one, listed, reason }: Told, index: number): Node {
  const made = element('details', {}, summary(one, listed, reason));
  const open = (): void => {
    if (made.querySelector('pre')) return;
    made.append(element('pre', {}, json(one, 'ImageSummary')));
  };
  made.addEventListener('toggle', open);
  if (index === 0) {
    made.open = true;
    open();
  }
  return made;
}

const summary = (one: AnyVersionImage, listed: string, reason: string): Node =>
  element(
    'summary',
    {},
    element('code', {}, nameOf(one)),
    ' ',
    element('b', { class: listed.replace(' ', '-') }, listed),
    ' ',
    element('span', {}, reason),
  );

function nameOf({ RepoTags, Id }: AnyVersionImage): string {
  const [tag] = RepoTags ?? [];
  return tag && !tag.startsWith('<none>') ? tag : Id.slice(0, 19);
}

function rest(left: readonly Told[]): Node[] {
  if (left.length === 0) return [];
  const title = `${left.length} of the engine’s images ${left.length === 1 ? 'is' : 'are'} not listed`;
  const items = left.map(({ image, listed, reason }) =>
    element(
      'li',
      {},
      element('code', {}, nameOf(image)),
      ' ',
      element('b', { class: listed.replace(' ', '-') }, listed),
      ' ',
      reason,
    ),
  );
  return [element('details', { class: 'left' }, element('summary', {}, title), element('ul', {}, ...items))];
}
