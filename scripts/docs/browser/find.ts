import { byId, element } from './dom.js';

/** Adds a field above the error messages that hides those without all the words in it. */
export function addFinder(): void {
  const field = element('input', { id: 'words', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  const status = element('span', { role: 'status' });
  const finder = element('p', { class: 'find' }, element('label', { for: 'words' }, 'Find a message'), field, status);
  byId('errors-docker', HTMLElement).before(finder);
  const all = [...document.querySelectorAll<HTMLElement>('.error-response')].map((element) => ({
    element,
    text: (element.textContent ?? '').toLowerCase(),
  }));
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { element, text } of all) element.hidden = !words.every((word) => text.includes(word));
    const count = all.filter(({ element }) => !element.hidden).length;
    status.textContent = words.length === 0 ? '' : `${count} of ${all.length}`;
  });
}
