/** The script of the reference page. Without it the page is complete, but for the answers. */

import { byId, show } from './dom.js';
import { find } from './find.js';
import { follow, land } from './follow.js';
import { choiceOf, listenToForm } from './form.js';
import { link } from './link.js';
import { markVersion } from './mark.js';
import { showAnswer } from './panel.js';
import { snippets } from './snippets.js';

const version = byId('version', HTMLSelectElement);
const form = byId('builder', HTMLFormElement);
const engine = byId('engine', HTMLSelectElement);
const snippet = byId('snippet', HTMLElement);

function update(): void {
  const { choice, language } = choiceOf(form, version.value);
  const text = snippets[language]?.(choice) ?? '';
  const code = document.createElement('code');
  code.textContent = text;
  snippet.replaceChildren(code);
  showAnswer(choice, Number(engine.value));
}

function changeVersion(): void {
  markVersion(version.value, form);
  update();
}

async function copy(): Promise<void> {
  const said = byId('copied', HTMLElement);
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? '');
    said.textContent = 'Copied.';
  } catch {
    // Without permission, as on file:// in some browsers, it is selected for the reader to copy.
    getSelection()?.selectAllChildren(snippet);
    said.textContent = 'Selected: copy it.';
  }
}

for (const id of ['choice', 'builder', 'answer', 'find']) show(id);
for (const actions of document.querySelectorAll('.actions')) actions.removeAttribute('hidden');
version.addEventListener('change', changeVersion);
engine.addEventListener('change', update);
listenToForm(form, update);
// A form is reset after its event.
form.addEventListener('reset', () => setTimeout(update));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void copy();
});
find();
follow();
land();
link();
// What can wait comes after the first paint.
requestAnimationFrame(() => setTimeout(changeVersion));
