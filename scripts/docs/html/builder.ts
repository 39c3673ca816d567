import type { Engine } from '../browser/data.js';
import type { Content, Example } from '../content/content.js';
import type { Entry } from '../content/entries.js';
import { range } from './entry.js';
import { code, type Html, html } from './template.js';

/** The languages that a request is written in, by the key that the script knows. */
export const languages = { curl: 'curl', typescript: 'TypeScript', python: 'Python', go: 'Go' } as const;

/** Where a request is composed, and what an engine answers to it. Without script it shows the plain request alone. */
export function builder(content: Content, engines: readonly Engine[]): Html {
  return html`<section class="try" id="try">
<h2><a href="#try">Build the request</a></h2>
<form id="builder" hidden>
<fieldset><legend>Parameters</legend><div class="checks">${content.parameters.filter(isFlag).map(flag)}</div></fieldset>
<fieldset><legend>Filters <small>one value a line</small></legend><div class="keys">${content.filters.map(key)}${content.parameters.filter(isText).map(legacy)}</div></fieldset>
<fieldset class="row"><legend>Spelling of <code>filters</code></legend>${radio('spelling', 'lists', 'lists', true)}${radio('spelling', 'sets', 'sets', false)}</fieldset>
<fieldset class="row tabs"><legend>Show as</legend>${Object.entries(languages).map(([value, text], index) => radio('language', value, text, index === 0))}</fieldset>
</form>
<div class="code"><pre id="snippet"><code>curl --unix-socket /var/run/docker.sock \\
  'http://localhost/v${content.version}/images/json'</code></pre>
<p class="actions" hidden><button type="submit" form="builder">Copy</button> <button type="reset" form="builder">Start again</button> <span role="status" id="copied"></span></p></div>
<div id="answer" hidden>
<h3 id="answer-title">The answer</h3>
<p><label for="engine">Engine</label> <select id="engine">${engines.map(option)}</select></p>
<div id="outcome" aria-live="polite"></div>
<div id="list"></div>
<p class="peek" id="peek" hidden></p>
<details><summary>How is this computed?</summary>
<p>By the model that the check judges real engines by, in this page, over images that Docker 28.5.2 was recorded to list. <strong>must</strong>: every engine that is right lists the image. <strong>may</strong>: engines that are right differ, or the list does not tell; the page then does what Docker 28.5.2 did. Words of refusals are those of Docker 28.5.2. The images count as stored at the moment the page was opened.</p></details>
</div>
</section>`;
}

const isFlag = ({ facts, name }: Entry): boolean => facts.type === 'boolean' && name !== 'filters';
const isText = ({ facts }: Entry): boolean => facts.type === 'string';

const flag = ({ name, presence }: Entry): Html =>
  html`<label${range(presence)}><input type="checkbox" name="p:${name}"> ${code(name)}</label>`;

function key({ name, presence, example, id }: Entry): Html {
  const field = `field-${id}`;
  if (name === 'dangling') {
    return html`<div${range(presence)}><label for="${field}">${code(name)}</label><select id="${field}" name="f:${name}"><option value="">any</option><option>true</option><option>false</option></select></div>`;
  }
  const [first = ''] = Object.values(JSON.parse(example ?? '{}') as Record<string, string[]>).flat(); // an example of filters
  return html`<div${range(presence)}><label for="${field}">${code(name)}</label><textarea id="${field}" name="f:${name}" rows="1" spellcheck="false" autocapitalize="off" placeholder="${placeholders[name] ?? first}"></textarea></div>`;
}

/** Values that say more than a recorded one of a hundred characters. */
const placeholders: Readonly<Record<string, string>> = {
  before: 'contract/multi:1',
  reference: 'contract/kind-*',
  since: 'solo:1',
  until: '2024-01-02',
};

const legacy = ({ name, presence, id }: Entry): Html =>
  html`<div${range(presence)}><label for="field-${id}">${code(name)}</label><input type="text" id="field-${id}" name="p:${name}" spellcheck="false" autocapitalize="off" placeholder="contract/kind-*"></div>`;

const radio = (name: string, value: string, text: string, checked: boolean): Html =>
  html`<label><input type="radio" name="${name}" value="${value}"${checked && html` checked`}> <span>${text}</span></label>`;

const option = ({ name, store, newest }: Engine, index: number): Html =>
  html`<option value="${index}">${name}, ${store} store, API ${newest} at most</option>`;

/** The examples, as text that needs no script. */
export const examples = (all: readonly Example[]): Html[] =>
  all.map(
    ({ id, title, value }) =>
      html`<details class="sample" id="${id}"><summary>${title}</summary><pre><code>${JSON.stringify(value, null, 2)}</code></pre></details>\n`,
  );
