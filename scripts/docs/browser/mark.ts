import { byId, element } from './dom.js';

/** Marks the blocks that an API version lacks and the notes that hold for it, and hides the fields that it lacks. */
export function markVersion(version: string, form: HTMLFormElement): void {
  const minor = Number(version.split('.')[1]);
  byId('shown-version', HTMLElement).textContent = version;
  for (const one of document.querySelectorAll<HTMLElement>('main [data-from], main [data-until]')) {
    const { from = '0', until = '999' } = one.dataset;
    const isPresent = Number(from) <= minor && minor < Number(until);
    if (one.classList.contains('note')) one.classList.toggle('on', isPresent);
    else if (form.contains(one)) enableField(one, isPresent);
    else markBlock(one, isPresent, version);
  }
}

function enableField(label: HTMLElement, isPresent: boolean): void {
  label.hidden = !isPresent;
  for (const field of label.querySelectorAll<HTMLInputElement>('input, select, textarea')) field.disabled = !isPresent;
}

function markBlock(block: HTMLElement, isPresent: boolean, version: string): void {
  block.classList.toggle('gone', !isPresent);
  const since = block.querySelector('.since');
  since?.querySelector('b')?.remove();
  if (!isPresent) since?.append(element('b', {}, ` Not at API ${version}.`));
}
