import { describeContract } from '../../../src/cli/reports.js';
import { ruleGroups } from '../../../src/contract/rules.js';
import { unsupportedFormats } from '../../../src/recordings/unsupported-formats.js';
import { erratumId, ruleId } from './anchors.js';
import { entry, inlineCode, link, type Page, type Pair, paragraph, type Section, section } from './blocks.js';
import type { Content } from './content.js';
import type { Sample } from './samples.js';

/** The page for people who run checks. */
export const checksPage = (content: Content): Page => ({
  ...{ file: 'checks.html', id: 'checks', name: 'Checks and errata', title: 'Checks and errata' },
  lead: 'For people who run `docker-images-contract check`: what each finding means, what can be read, where Podman differs, and where the published description is wrong.',
  sections: [...ruleSections(content), formatsSection(), podmanSection(content), errataSection(content)],
});

function ruleSections({ rules }: Content): Section[] {
  const introduction = paragraph(
    'An error fails the check, a warning does with `--fail-on warning`; `--rule ID=off|warning|error` changes that. Each sample is what the check says of a recorded answer; where no recorded engine breaks a rule, of one that was changed as it says.',
  );
  const groups = Object.entries(ruleGroups).map(([group, words]) => {
    const ofGroup = rules.filter(({ name }) => name.startsWith(`${group}/`));
    return section(`rules-${group}`, inlineCode(group), [paragraph(`Rules on ${words}.`), ...ofGroup.map(ruleSection)]);
  });
  return [section('rules', 'Rules', [introduction]), ...groups];
}

const ruleSection = ({ name, severity, meaning, reason, remedy, sample }: Content['rules'][number]): Section =>
  entry(ruleId(name), inlineCode(name), [
    { kind: 'facts', chips: [severity] },
    paragraph(`A finding means that ${meaning}.`),
    {
      kind: 'pairs',
      rows: [
        ['Why', reason],
        ['What to do', remedy],
      ],
    },
    { kind: 'code', language: 'text', text: formatSample(sample) },
    { kind: 'paragraph', role: 'small', text: formatSource(sample) },
  ]);

const MAX_SHOWN_CHARACTERS = 200;

const formatSample = ({ finding, path }: Sample): string =>
  `GET ${path.slice(0, MAX_SHOWN_CHARACTERS)}\n${finding.severity} ${finding.rule}${finding.pointer && ` at ${finding.pointer}`}: ${finding.message}`;

function formatSource({ file, changed }: Sample): string {
  if (!changed) return `From ${inlineCode(file)}.`;
  const to = inlineCode(changed.to.slice(0, MAX_SHOWN_CHARACTERS));
  return `From ${inlineCode(file)}, with ${inlineCode(changed.at)} changed to ${to}.`;
}

const readFormats: readonly Pair[] = [
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
    'What `curl -i` or `curl -iv` writes. The request is read from `-v`, or from the command where it stands before it; without either a 200 is checked as a bare list.',
  ],
  [
    'A bare list',
    'The body of one answer, `[...]`. It is checked by its schema, as the answer to a request without parameters.',
  ],
];

function formatsSection(): Section {
  const advices = [...new Set(unsupportedFormats.map(({ advice }) => advice))];
  const rows = advices.map((advice): Pair => {
    const names = unsupportedFormats.filter((one) => one.advice === advice).map(({ description }) => description);
    return [names.join(', '), advice];
  });
  return section('formats', 'What can be read', [
    paragraph(
      'A file is told by its content, in UTF-8, and may be compressed with gzip. A folder is read with all below it.',
    ),
    { kind: 'pairs', rows: readFormats },
    section('unsupported', 'What is known and not read', [{ kind: 'pairs', rows }]),
  ]);
}

/** The table of test/recordings/compatibility.md, with links to the rules. */
function podmanSection({ podman }: Content): Section {
  const [head = [], ...rows] = podman
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[-:| ]+\|$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
  const linkRule = (rule: string): string => link(rule, ruleId(rule.replaceAll('`', '')));
  return section('podman', 'Where Podman differs', [
    paragraph(
      'How many of 180 answers of each podman have a finding, by rule and place, with the question of a recording that gets one. Which images are listed is not checked of podman 4.3.1, whose list of all images breaks the schema.',
    ),
    {
      kind: 'table',
      head: ['rule and place', ...head.slice(2)],
      rows: rows.map(([rule = '', place, ...counts]) =>
        [place ? `${linkRule(rule)} at ${place}` : linkRule(rule), ...counts].map((text) => ({ text })),
      ),
    },
  ]);
}

function errataSection({ errata }: Content): Section {
  const name = errata[0]?.name ?? '';
  const citation = inlineCode(`docker-images-contract ${describeContract().version}, erratum ${name}`);
  return section('errata', 'Errata', [
    paragraph(
      'Where the description that Docker publishes is wrong: the Swagger files of the versions that are named, and the reference page. Tests prove each again, on the recordings that it names and on those of other API versions.',
    ),
    section('cite', 'How to cite one', [
      paragraph(
        `By its name and the version of this package, with the address of its block: ${citation}, ${inlineCode(`checks.html#${erratumId(name)}`)}. Names stay; a fixed erratum keeps its own.`,
      ),
    ]),
    ...errata.map((one) => one.section),
  ]);
}
