import { readPackageVersion } from '../../../src/cli/reports.js';
import { ruleGroups } from '../../../src/contract/rules.js';
import { unsupportedFormats } from '../../../src/recordings/unsupported-formats.js';
import { erratumId, ruleId } from '../content/anchors.js';
import type { Content } from '../content/content.js';
import type { Erratum } from '../content/errata.js';
import type { Sample } from '../content/samples.js';
import { contents, type Item, pages } from './contents.js';
import { upstream, whereWrong } from './entry.js';
import { code, type Html, heading, html, inline } from './template.js';

/** The body of the page for people who run checks. */
export function checks(content: Content): Html {
  return html`<a class="skip" href="#main">Skip to the rules</a>
<div class="page two">
${contents('Checks and errata', pages('checks'), false, itemsOf(content))}
<main id="main" tabindex="-1">
<div class="intro" id="top"><h1>Checks and errata</h1>
<p class="lead">For people who run <code>docker-images-contract check</code>: what each finding means, what can be read, where podman departs, and where the published description is wrong.</p></div>
${rulesSection(content)}${formatsSection()}${podmanSection(content)}${errataSection(content)}</main>
</div>
`;
}

function itemsOf({ rules, errata }: Content): Item[] {
  const of = (group: string): Item[] =>
    rules
      .filter(({ name }) => name.startsWith(`${group}/`))
      .map(({ name }) => ({ id: ruleId(name), text: `\`${name.split('/')[1]}\`` }));
  return [
    { id: 'rules', text: 'Rules' },
    ...Object.keys(ruleGroups).map((group) => ({ id: `rules-${group}`, text: `\`${group}\``, below: of(group) })),
    { id: 'formats', text: 'What can be read' },
    { id: 'podman', text: 'Where podman departs' },
    { id: 'errata', text: 'Errata', below: errata.map(({ id, name }) => ({ id, text: name })) },
  ];
}

const section = (id: string, title: string, ...body: readonly (Html | readonly Html[])[]): Html =>
  html`<section class="part" id="${id}">
${heading(2, id, title)}
${body}</section>
`;

function rulesSection({ rules }: Content): Html {
  const groups = Object.entries(ruleGroups).map(
    ([group, words]) => html`<div id="rules-${group}">${heading(3, `rules-${group}`, html`${code(group)}: ${words}`)}
${rules.filter(({ name }) => name.startsWith(`${group}/`)).map(rule)}</div>`,
  );
  return section(
    'rules',
    'Rules',
    html`<p>An error fails the check, a warning does with <code>--fail-on warning</code>; <code>--rule ID=off|warning|error</code> changes that. Each sample is what the check says of a recorded answer; where no recorded engine breaks a rule, of one that was changed as it says.</p>`,
    groups,
  );
}

const rule = ({ name, severity, meaning, reason, remedy, sample }: Content['rules'][number]): Html =>
  html`<div class="entry" id="${ruleId(name)}">
${heading(4, ruleId(name), code(name))}
<p class="facts"><span class="chip ${severity}">${severity}</span></p>
<p>A finding means that ${inline(meaning)}.</p>
<dl class="pairs"><div><dt>Why</dt><dd>${inline(reason)}</dd></div><div><dt>What to do</dt><dd>${inline(remedy)}</dd></div></dl>
${sampleOf(sample)}</div>
`;

/** How much of a request is shown. */
const MOST = 200;

const sampleOf = ({
  finding,
  path,
  file,
  changed,
}: Sample): Html => html`<pre class="finding"><code>GET ${path.slice(0, MOST)}
${finding.severity} ${finding.rule}${finding.pointer && ` at ${finding.pointer}`}: ${finding.message}</code></pre>
<p class="source">From ${code(file)}${changed && html`, with ${changed.at === '' ? 'its answer' : code(changed.at)} changed to ${code(changed.to.slice(0, MOST))}`}.</p>
`;

const READ: readonly (readonly [name: string, text: string])[] = [
  [
    'A recording',
    'One exchange as JSON: `request` with `method` and `path`, `response` with `status`, `headers`, and `body` or `bodyText`.',
  ],
  ['Recordings, one a line', 'NDJSON: each line is a recording.'],
  [
    'A HAR',
    'As browsers, proxies and test tools write it, with the bodies in it. Entries that are not `GET /images/json` are counted as skipped.',
  ],
  [
    'A text of curl',
    'What `curl -i` or `curl -iv` writes. The request is read from `-v`, or from the command where it stands before it; without either a 200 is judged as a bare list.',
  ],
  [
    'A bare list',
    'The body of one answer, `[...]`. It is judged by its schema, as the answer to a request without parameters.',
  ],
];

const formatsSection = (): Html =>
  section(
    'formats',
    'What can be read',
    html`<p>A file is told by its content, in UTF-8, and may be compressed with gzip. A folder is read with all below it.</p>`,
    html`<dl class="pairs">${READ.map(([name, text]) => html`<div><dt>${name}</dt><dd>${inline(text)}</dd></div>`)}</dl>`,
    html`<h3 id="unsupported"><a href="#unsupported">What is known and not read</a></h3>
<dl class="pairs">${[...new Set(unsupportedFormats.map(({ advice }) => advice))].map(unread)}</dl>`,
  );

/** What is to be done with some of them. */
const unread = (advice: string): Html => {
  const names = unsupportedFormats.filter((one) => one.advice === advice).map(({ description }) => description);
  return html`<div><dt>${names.join(', ')}</dt><dd>${inline(advice)}</dd></div>`;
};

function podmanSection({ podman: [head = [], ...rows] }: Content): Html {
  const engines = head.slice(2, -1);
  const departure = ([rule_ = '', place = '', ...cells]: readonly string[]): Html => {
    const counts = engines.map((engine, index) => html`<div><dt>${engine}</dt><dd>${cells[index]}</dd></div>`);
    return html`<li>${linked(rule_)}${place && html` at ${inline(place)}`}<dl class="counts">${counts}</dl><p class="source">such as ${inline(cells.at(-1) ?? '')}</p></li>`;
  };
  return section(
    'podman',
    'Where podman departs',
    html`<p>How many of 180 answers of each podman have a finding, by rule and place, with the question of a recording that gets one. Which images are listed is not judged of podman 4.3.1, whose list of all images breaks the schema.</p>`,
    html`<ul class="departures">${rows.map(departure)}</ul>`,
  );
}

/** A rule in backquotes, linked to its block. */
const linked = (quoted: string): Html => {
  const name = quoted.replaceAll('`', '');
  return html`<a href="#${ruleId(name)}">${code(name)}</a>`;
};

function errataSection({ errata }: Content): Html {
  const [first] = errata;
  return section(
    'errata',
    'Errata',
    html`<p>Where the description that Docker publishes is wrong: the Swagger files of the versions that are named, and the reference page. Tests prove each again, on the recordings that it names and on those of other API versions.</p>`,
    html`<h3 id="cite"><a href="#cite">How to cite one</a></h3><p>By its name and the version of this package, with the address of its block: <code>docker-images-contract ${readPackageVersion()}, erratum ${first?.name}</code>, <code>checks.html#${erratumId(first?.name ?? '')}</code>. Names stay; a mended erratum keeps its own.</p>`,
    errata.map(erratum),
  );
}

const erratum = (one: Erratum): Html => html`<div class="entry" id="${one.id}">
${heading(3, one.id, one.name)}
<dl class="pairs"><div><dt>Published</dt><dd>${inline(one.published)}</dd></div>
<div><dt>Engines</dt><dd>${inline(one.engines)}</dd></div>
<div><dt>About</dt><dd><a href="index.html#${one.about}">${one.about}</a></dd></div>
<div><dt>Wrong in</dt><dd>${whereWrong(one)}</dd></div>
${one.since !== undefined && html`<div><dt>Engines since</dt><dd>${one.since}</dd></div>`}
<div><dt>Proven at</dt><dd>API ${one.provenAt.join(', ')}</dd></div>
${one.unproven.map(([why, versions]) => html`<div><dt>Not proven at</dt><dd>API ${versions.join(', ')}: ${why}</dd></div>`)}
${one.upstream.length > 0 && html`<div><dt>Upstream</dt><dd>${upstream(one)}</dd></div>`}</dl>
<details><summary>${one.proof.length === 1 ? 'The recording' : `The ${one.proof.length} recordings`} that prove it</summary><ul>${one.proof.map((file) => html`<li>${code(file)}</li>`)}</ul></details></div>
`;
