import type { Entry, Schema } from './entries.js';
import { byVersion, type Note } from './versions.js';

/** One difference between an API version and the one before. */
export interface Change {
  readonly version: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** What, linked to its block. */
  readonly subject: string;
  readonly text: string;
}

/** What changed with which API version, newest first: what came, what went, and what is said otherwise. */
export function changesOf(
  parameters: readonly Entry[],
  filters: readonly Entry[],
  schemas: readonly Schema[],
): Change[] {
  const named: (readonly [string, Entry])[] = [
    ...parameters.map((one) => [`parameter \`${one.name}\``, one] as const),
    ...filters.map((one) => [`filter \`${one.name}\``, one] as const),
    ...schemas.flatMap(({ name, members }) => members.map((one) => [`\`${name}.${one.name}\``, one] as const)),
  ];
  // A schema whose members came all at once came with what refers to it.
  const quiet = new Set(schemas.filter(({ members }) => isOneArrival(members)).flatMap(({ members }) => members));
  return named
    .filter(([, one]) => !quiet.has(one))
    .flatMap(([words, one]) => changes(`[${words}](#${one.id})`, one))
    .sort((a, b) => byVersion(b.version, a.version));
}

const isOneArrival = (members: readonly Entry[]): boolean =>
  members.length > 0 &&
  members.every(({ presence }) => presence.from === members[0]?.presence.from) &&
  !!members[0]?.presence.from;

function changes(subject: string, { presence, notes, facts }: Entry): Change[] {
  const { from, until } = presence;
  const [first = ''] = facts.text;
  return [
    ...(from ? [{ version: from, kind: 'added' as const, subject, text: first }] : []),
    ...(until ? [{ version: until, kind: 'removed' as const, subject, text: first }] : []),
    ...notes.map((note) => changed(subject, note, presence.from)),
  ];
}

/** A note is the old way when it ends before the version of record, else the new one. */
function changed(subject: string, note: Note, since: string | undefined): Change {
  const old = note.until !== undefined && note.from === since;
  const version = (old ? note.until : note.from) ?? '';
  const words = [note.type && `type ${note.type}`, ...(note.chips ?? []), ...(note.text ?? [])];
  const stores = Object.entries(note.stores ?? {}).map(([store, fact]) => `${store}: ${fact}`);
  const all = [...words, ...stores].filter(Boolean).join('; ');
  return { version, kind: 'changed', subject, text: old ? `Before: ${all}` : all };
}
