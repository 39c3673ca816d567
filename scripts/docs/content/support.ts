import type { Compat, Engine, EngineKey, Range, Statement, StatementKind } from '../../../generated/compat.js';
import { rangeWords, supportLine } from '../../generate/compat/format.js';
import { filterId, memberId, parameterId, statusId } from './anchors.js';

/** What engines do, of one kind. */
export interface SupportGroup {
  readonly kind: StatementKind;
  readonly title: string;
  readonly rows: readonly Support[];
}

/** What each engine does with one thing. */
export interface Support {
  readonly name: string;
  /** The anchor of the block that it is about, where it has one. */
  readonly about?: string;
  /** What engines do, where the name does not say it. */
  readonly description?: string;
  /** All engines in one line. */
  readonly line: string;
  readonly engines: readonly EngineSupport[];
}

export interface EngineSupport {
  readonly name: string;
  readonly store?: Engine['store'] & string;
  /** It was not recorded: its source was read. */
  readonly isRead: boolean;
  readonly ranges: readonly { readonly words: string; readonly range: Range }[];
}

/** The kinds of statements, each with its title and the block that a statement is about. */
const kinds: readonly (readonly [StatementKind, title: string, idOf?: (name: string) => string])[] = [
  ['member', 'Members that it sends', (name) => memberId(...(name.split(/\.(.*)/s, 2) as [string, string]))], // schema and member
  ['parameter', 'Parameters that it reads', parameterId],
  ['filter', 'Filters that it knows', filterId],
  ['status', 'Statuses that it answers with', statusId],
  ['behaviour', 'What it does'],
];

export const supportOf = ({ statements, engines }: Compat): SupportGroup[] =>
  kinds.map(([kind, title, idOf]) => ({
    kind,
    title,
    rows: Object.entries(statements[kind]).map(([name, one]) => ({
      name,
      ...(idOf && { about: idOf(name) }),
      ...(one.description !== undefined && { description: one.description }),
      line: supportLine(one, engines),
      engines: Object.entries(engines).flatMap(([key, engine]) => engineSupport(one, key, engine)),
    })),
  }));

function engineSupport({ support }: Statement, key: string, { name, store, recorded }: Engine): EngineSupport[] {
  const ranges = support[key as EngineKey]; // the keys of `engines` are all there are
  if (!ranges) return [];
  const isRead = Object.keys(recorded).length === 0;
  return [
    { name, ...(store && { store }), isRead, ranges: ranges.map((range) => ({ words: rangeWords(range), range })) },
  ];
}
