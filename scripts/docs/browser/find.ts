import { byId } from './dom.js';

/** Leaves of the refusals those with all the words that are looked for. */
export function find(): void {
  const field = byId('words', HTMLInputElement);
  const said = byId('found', HTMLElement);
  const all = [...document.querySelectorAll<HTMLElement>('.refusal')].map((element) => ({
    element,
    text: (element.textContent ?? '').toLowerCase(),
  }));
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text } of all) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) count++;
    }
    said.textContent = words.length === 0 ? '' : `${count} of ${all.length}`;
  });
}
