import { byId } from './dom.js';

/** Links members of the answer and their blocks: who points at one, or comes to it by keyboard, sees the other. */
export function link(): void {
  const list = byId('list', HTMLElement);
  for (const event of ['pointerover', 'focusin']) {
    list.addEventListener(event, ({ target }) => fromAnswer(target));
    byId('main', HTMLElement).addEventListener(event, ({ target }) => fromBlock(target));
  }
  for (const event of ['pointerleave', 'focusout']) list.addEventListener(event, () => light([]));
}

/** A line on the member under the answer, and its block lit. */
function fromAnswer(target: EventTarget | null): void {
  const key = target instanceof Element ? target.closest('a.key') : null;
  const peek = byId('peek', HTMLElement);
  const block = key && document.getElementById(key.getAttribute('href')?.slice(1) ?? '');
  peek.hidden = !block;
  if (!block) return;
  const words = ['.type', '.facts ~ p'].map((part) => block.querySelector(part)?.textContent ?? '');
  peek.textContent = `${key.textContent}: ${words.filter(Boolean).join('. ')}`;
  light([block]);
}

/** The members of the answer that a block is about, lit, and the first brought into view. */
function fromBlock(target: EventTarget | null): void {
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

/** Scrolls a box so that an element in it is seen, and nothing else. */
export function scrollWithin(box: Element, inside: Element): void {
  const [outer, inner] = [box.getBoundingClientRect(), inside.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    box.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}
