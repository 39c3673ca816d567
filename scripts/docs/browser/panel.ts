import type { ImageSummary } from '../../../src/index.js';
import { type Choice, targetOf } from './choice.js';
import { byId, element, explorer } from './dom.js';
import { renderJson } from './json.js';
import { createResponder, type ExplainedImage, type ExplainedResponse, type Responder } from './respond.js';

/** The engines that were chosen, by their index. */
const responders = new Map<number, Responder>();
let latest: Choice | undefined;

/** Shows the response of an engine, and why it lists each image. */
export async function showResponse(choice: Choice, index: number): Promise<void> {
  const engine = explorer.engines[index];
  if (!engine) return;
  latest = choice;
  const panel = byId('try', HTMLElement);
  panel.setAttribute('aria-busy', 'true');
  const images = explorer.images[engine.store] as readonly ImageSummary[]; // recorded
  const respond = responders.get(index) ?? createResponder(engine, images);
  responders.set(index, respond);
  const response = await respond(targetOf(choice));
  // A later choice may have got its response first.
  if (latest !== choice) return;
  byId('outcome', HTMLElement).replaceChildren(...renderOutcome(response));
  byId('list', HTMLElement).replaceChildren(...response.listed.map(renderImage), ...renderOthers(response.notListed));
  panel.removeAttribute('aria-busy');
}

function renderOutcome({ status, expected, message, listed }: ExplainedResponse): Node[] {
  const isList = status === 200;
  const result = isList
    ? `${listed.length} image${listed.length === 1 ? '' : 's'}`
    : element('a', { href: `#status-${status}` }, 'refused');
  const code = element('b', { class: isList ? 'yes' : 'no' }, String(status));
  const nodes: Node[] = [element('p', { class: 'outcome' }, code, ' ', result)];
  if (message !== undefined) nodes.push(element('pre', {}, renderJson({ message }, 'errorresponse')));
  if (expected !== String(status)) nodes.push(element('p', {}, `Engines of this kind answer ${expected}.`));
  return nodes;
}

/** The JSON of an image is made when it is opened. */
function renderImage(one: ExplainedImage, index: number): Node {
  const details = element('details', {}, element('summary', {}, ...describeImage(one)));
  const renderBody = (): void => {
    if (!details.querySelector('pre')) details.append(element('pre', {}, renderJson(one.image, 'imagesummary')));
  };
  details.addEventListener('toggle', renderBody);
  if (index === 0) {
    details.open = true;
    renderBody();
  }
  return details;
}

const tones = { required: 'yes', optional: 'partial', forbidden: 'no' };

function describeImage({ image: { RepoTags, Id }, expectation, reason }: ExplainedImage): (Node | string)[] {
  const [tag] = RepoTags ?? [];
  const name = tag && !tag.startsWith('<none>') ? tag : Id.slice(0, 19);
  const verdict = element('b', { class: tones[expectation] }, expectation);
  return [element('code', {}, name), ' ', verdict, ' ', element('span', {}, reason)];
}

function renderOthers(others: readonly ExplainedImage[]): Node[] {
  if (others.length === 0) return [];
  const title = `${others.length} of the engine’s images ${others.length === 1 ? 'is' : 'are'} not listed`;
  const items = others.map((one) => element('li', {}, ...describeImage(one)));
  return [element('details', { class: 'left' }, element('summary', {}, title), element('ul', {}, ...items))];
}
