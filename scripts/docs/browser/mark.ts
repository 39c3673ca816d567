import { byId } from './dom.js';

/** Marks what is not there at an API version, and which notes count at it. */
export function markVersion(version: string, form: HTMLFormElement): void {
  const minor = Number(version.split('.')[1]);
  byId('shown-version', HTMLElement).textContent = version;
  for (const one of document.querySelectorAll<HTMLElement>('main [data-from], main [data-until]')) {
    const { from = '0', until = '999' } = one.dataset;
    const there = Number(from) <= minor && minor < Number(until);
    if (one.classList.contains('note')) one.classList.toggle('on', there);
    else if (form.contains(one)) disable(one, !there);
    else gone(one, there, version);
  }
}

function disable(label: HTMLElement, disabled: boolean): void {
  label.hidden = disabled;
  for (const field of label.querySelectorAll<HTMLInputElement>('input, select, textarea')) field.disabled = disabled;
}

/** Says in words, too, that something is not there. */
function gone(block: HTMLElement, there: boolean, version: string): void {
  block.classList.toggle('gone', !there);
  const since = block.querySelector('.since');
  since?.querySelector('b')?.remove();
  if (there || !since) return;
  const said = document.createElement('b');
  said.textContent = ` Not at API ${version}.`;
  since.append(said);
}
