import type { Engine } from './browser/data.js';
import type { Content } from './content/content.js';
import type { Entry } from './content/entries.js';
import { writePresence } from './html.js';
import { type Html, html } from './template.js';

/** The form that composes a request, and the response of the mock engine to it. The script shows both. */
export function writeBuilder({ parameters, filters }: Content, engines: readonly Engine[]): Html {
  const flags = parameters.filter(({ facts }) => facts.type === 'boolean');
  const strings = parameters.filter(({ facts }) => facts.type === 'string');
  const options = engines.map(
    ({ name, store, newest }, index) =>
      html`<option value="${index}">${name}, ${store} store, API ${newest} at most</option>`,
  );
  const languages = { curl: 'curl', typescript: 'TypeScript', python: 'Python', go: 'Go' };
  return html`<section class="try" id="try" hidden>
<h2><a href="#try">Build the request</a></h2>
<form id="builder">
<fieldset><legend>Parameters</legend><div class="row">${flags.map(writeFlag)}</div></fieldset>
<fieldset><legend>Filters <small>one value a line</small></legend><div class="keys">${filters.map(writeFilter)}${strings.map(writeString)}</div></fieldset>
<fieldset class="row"><legend>Form of <code>filters</code></legend>${writeRadios('spelling', { lists: 'lists', sets: 'sets' })}</fieldset>
<fieldset class="row"><legend>Show as</legend>${writeRadios('language', languages)}</fieldset>
</form>
<pre id="snippet"></pre>
<p><button type="submit" form="builder">Copy</button> <button type="reset" form="builder">Start again</button> <span role="status" id="copied"></span></p>
<h3>The answer</h3>
<p><label for="engine">Engine</label> <select id="engine">${options}</select></p>
<div id="outcome" aria-live="polite"></div>
<div id="list"></div>
<p class="peek" id="peek" hidden></p>
<details><summary>How is this computed?</summary>
<p>By the mock engine of this package, in this page, over images that Docker 28.5.2 was recorded to list; which images are listed, and why, by the model that the check checks real engines by. <strong>required</strong>: every engine that is right lists the image. <strong>optional</strong>: engines that are right differ, or the list does not tell; the page then does what Docker 28.5.2 did. Words of refusals are those of Docker 28.5.2. The images count as stored at the moment the page was opened.</p></details>
</section>`;
}

/** The choice of the API version that the page is read for. */
export function writeVersionChoice({ versions, version }: Content): Html {
  const options = [...versions]
    .reverse()
    .map((one) => html`<option${one === version && html` selected`}>${one}</option>`);
  return html`<p id="choice" hidden><label for="version">My engine speaks API</label> <select id="version">${options}</select></p>`;
}

const writeFlag = ({ name, presence }: Entry): Html =>
  html`<label${writePresence(presence)}><input type="checkbox" name="p:${name}"> <code>${name}</code></label>`;

function writeFilter(entry: Entry): Html {
  const attributes = html`id="field-${entry.id}" name="f:${entry.name}"`;
  if (entry.name === 'dangling') {
    return writeField(
      entry,
      html`<select ${attributes}><option value="">any</option><option>true</option><option>false</option></select>`,
    );
  }
  const [example = ''] = Object.values(JSON.parse(entry.example ?? '{}') as Record<string, string[]>).flat(); // an example of filters
  return writeField(
    entry,
    html`<textarea ${attributes} rows="1" ${AS_TYPED} placeholder="${placeholders[entry.name] ?? example}"></textarea>`,
  );
}

const writeString = (entry: Entry): Html =>
  writeField(
    entry,
    html`<input type="text" id="field-${entry.id}" name="p:${entry.name}" ${AS_TYPED} placeholder="${placeholders.reference}">`,
  );

const writeField = ({ id, name, presence }: Entry, field: Html): Html =>
  html`<div${writePresence(presence)}><label for="field-${id}"><code>${name}</code></label>${field}</div>`;

const AS_TYPED = html`spellcheck="false" autocapitalize="off"`;

/** Examples where the recorded one has a hundred characters. */
const placeholders: Readonly<Record<string, string>> = {
  before: 'contract/multi:1',
  reference: 'contract/kind-*',
  since: 'solo:1',
  until: '2024-01-02',
};

const writeRadios = (name: string, texts: Readonly<Record<string, string>>): Html[] =>
  Object.entries(texts).map(
    ([value, text], index) =>
      html`<label><input type="radio" name="${name}" value="${value}"${index === 0 && html` checked`}> <span>${text}</span></label>`,
  );
