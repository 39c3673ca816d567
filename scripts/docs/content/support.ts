import type { Compat, EngineKey, Range, StatementKind } from '../../../generated/compat.js';
import { formatEngine, formatRange, formatSupport } from '../../generate/compat/format.js';
import { fieldId, filterId, parameterId, statusId } from './anchors.js';
import { type Cell, inlineCode, link, type Section, section } from './blocks.js';

/** The kinds of statements, each with its title and the anchor of the block that a statement is about. */
const kinds: readonly (readonly [StatementKind, title: string, idOf?: (name: string) => string])[] = [
  ['member', 'Members that it sends', (name) => fieldId(...(name.split(/\.(.*)/s, 2) as [string, string]))], // schema and property
  ['parameter', 'Parameters that it reads', parameterId],
  ['filter', 'Filters that it knows', filterId],
  ['status', 'Statuses that it answers with', statusId],
  ['behaviour', 'What it does'],
];

/** A table for each kind of statement, with a column for each engine. An engine whose source was read is marked. */
export function supportSections({ statements, engines }: Compat): Section[] {
  const names = Object.values(engines).map((one) =>
    Object.keys(one.recorded).length === 0 ? `${formatEngine(one)} *source*` : formatEngine(one),
  );
  return kinds.map(([kind, title, idOf]) => {
    const rows = Object.entries(statements[kind]).map(([name, { description, support }]): Cell[] => {
      const cells = Object.keys(engines).map((key) => rangesCell(support[key as EngineKey])); // the keys of `engines`
      return [{ text: idOf ? link(inlineCode(name), idOf(name)) : (description ?? name) }, ...cells];
    });
    return section(`compatibility-${kind}`, title, [{ kind: 'table', head: ['', ...names], rows }]);
  });
}

function rangesCell(ranges: readonly Range[] = []): Cell {
  const text = ranges.map((range) => [formatRange(range), range.note && `(${range.note})`].filter(Boolean).join(' '));
  if (ranges.every(({ added }) => added === false)) return { text: text.join('; '), tone: 'no' };
  return { text: text.join('; '), tone: ranges.some(({ partial }) => partial) ? 'partial' : 'yes' };
}

/** One line on all engines for each block of the page that a statement is about, by the anchor of the block. */
export const supportLines = ({ statements, engines }: Compat): ReadonlyMap<string, string> =>
  new Map(
    kinds.flatMap(([kind, , idOf]) =>
      idOf
        ? Object.entries(statements[kind]).map(([name, one]) => [idOf(name), formatSupport(one, engines)] as const)
        : [],
    ),
  );
