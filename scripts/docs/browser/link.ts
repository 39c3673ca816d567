import { byId } from './dom.js';

/** Shows what belongs together: who points at a property of the response or its block, or focuses it, sees the other lit. */
export function linkResponse(): void {
  const list = byId('list', HTMLElement);
  for (const event of ['pointerover', 'focusin']) {
    list.addEventListener(event, ({ target }) => showBlock(target));
    byId('main', HTMLElement).addEventListener(event, ({ target }) => showProperties(target));
  }
  for (const event of ['pointerleave', 'focusout']) list.addEventListener(event, () => light([]));
}

/** Lights the block of a property, and shows its first words under the response. */
function showBlock(target: EventTarget | null): void {
  const key = target instanceof Element ? target.closest<HTMLAnchorElement>('a.key') : null;
  const block = key && document.getElementById(key.hash.slice(1));
  const peek = byId('peek', HTMLElement);
  peek.hidden = !block;
  if (!block) return;
  const words = ['.type', '.facts ~ p'].map((part) => block.querySelector(part)?.textContent ?? '');
  peek.textContent = `${key.textContent}: ${words.filter(Boolean).join('. ')}`;
  light([block]);
}

/** Lights the properties that a block is about, and brings the first into view. */
function showProperties(target: EventTarget | null): void {
  const block = target instanceof Element ? target.closest('.entry') : null;
  if (!block) return;
  const keys = [...document.querySelectorAll(`#list a.key[href="#${CSS.escape(block.id)}"]`)];
  light(keys);
  const panel = byId('try', HTMLElement);
  if (keys[0] && getComputedStyle(panel).position === 'sticky') scrollWithin(panel, keys[0]);
}

let lit: readonly Element[] = [];

function light(elements: readonly Element[]): void {
  for (const one of lit) one.classList.remove('lit');
  for (const one of elements) one.classList.add('lit');
  lit = elements;
}

/** Scrolls a box, and nothing else, so that an element in it is seen. */
export function scrollWithin(box: Element, inside: Element): void {
  const [outer, inner] = [box.getBoundingClientRect(), inside.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    box.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}
