import type { Block, Cell, Page } from './content/blocks.js';

/** All pages as one Markdown text. Anchors are written out, because renderers differ in those that they make. */
export function writeMarkdown(pages: readonly Page[]): string {
  const parts = pages.flatMap(({ id, title, lead, sections }) => [
    ...writeHeading(1, id, title),
    lead,
    ...sections.flatMap((one) => writeBlock(one, 2)),
  ]);
  return `${['<!-- Made by `npm run generate`; do not edit. -->', ...parts].join('\n\n')}\n`;
}

/** The paragraphs of a block whose heading, if it has one, is of a level. */
function writeBlock(block: Block, level: number): string[] {
  switch (block.kind) {
    case 'section':
      return [
        ...writeHeading(level, block.id, block.title),
        ...block.blocks.flatMap((one) => writeBlock(one, level + 1)),
      ];
    case 'paragraph':
      return [block.text];
    case 'facts':
      return [[block.type, ...block.chips, block.since].filter(Boolean).join(' · ')];
    case 'list':
      return [writeList(block.items)];
    case 'pairs':
      return [writeList(block.rows.map(([term, description]) => `${term}: ${description}`))];
    case 'table':
      return [writeTable(block.head, block.rows)];
    case 'code':
      return [`\`\`\`${block.language}\n${block.text}\n\`\`\``];
    case 'details':
      return [
        ...(block.id === undefined ? [] : [writeAnchor(block.id)]),
        `**${block.summary}**`,
        ...block.blocks.flatMap((one) => writeBlock(one, level)),
      ];
  }
}

const writeAnchor = (id: string): string => `<a id="${id}"></a>`;
const writeHeading = (level: number, id: string, title: string): string[] => [
  writeAnchor(id),
  `${'#'.repeat(level)} ${title}`,
];
const writeList = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

function writeTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const writeRow = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows.map((row) => row.map(({ text }) => text))].map(writeRow).join('\n');
}
