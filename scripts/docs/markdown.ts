import type { Block } from './page.js';

/** A page as Markdown, its anchors written out so that no renderer's own rule for them counts. */
export const markdown = (blocks: readonly Block[]): string =>
  `<!-- Made by \`npm run generate\`; do not edit. -->\n\n${blocks.map(block).join('\n\n')}\n`;

function block(one: Block): string {
  if (one.kind === 'heading') return `<a id="${one.id}"></a>\n\n${'#'.repeat(one.level)} ${one.text}`;
  if (one.kind === 'text') return one.text;
  if (one.kind === 'code') return `\`\`\`${one.language}\n${one.text}\n\`\`\``;
  const rule = one.head.map(() => '---');
  return [one.head, rule, ...one.rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
