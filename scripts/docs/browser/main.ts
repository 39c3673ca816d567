/** The script of the reference page. Without it the page is complete, except for the request builder. */

import { byId, element } from './dom.js';
import { addFinder } from './find.js';
import { followReader, scrollToTargets } from './follow.js';
import { listenToForm, readForm } from './form.js';
import { linkResponse } from './link.js';
import { markVersion } from './mark.js';
import { showResponse } from './panel.js';
import { snippets } from './snippets.js';

const version = byId('version', HTMLSelectElement);
const form = byId('builder', HTMLFormElement);
const engine = byId('engine', HTMLSelectElement);
const snippet = byId('snippet', HTMLElement);

function update(): void {
  const { choice, language } = readForm(form, version.value);
  snippet.replaceChildren(element('code', {}, snippets[language]?.(choice) ?? ''));
  void showResponse(choice, Number(engine.value));
}

function changeVersion(): void {
  markVersion(version.value, form);
  update();
}

async function copySnippet(): Promise<void> {
  const status = byId('copied', HTMLElement);
  try {
    await navigator.clipboard.writeText(snippet.textContent ?? '');
    status.textContent = 'Copied.';
  } catch {
    // Some browsers give no permission on file://.
    getSelection()?.selectAllChildren(snippet);
    status.textContent = 'Selected: copy it.';
  }
}

for (const id of ['choice', 'try']) byId(id, HTMLElement).removeAttribute('hidden');
version.addEventListener('change', changeVersion);
engine.addEventListener('change', update);
listenToForm(form, update);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void copySnippet();
});
addFinder();
followReader();
scrollToTargets();
linkResponse();
// After the first paint.
requestAnimationFrame(() => setTimeout(changeVersion));
