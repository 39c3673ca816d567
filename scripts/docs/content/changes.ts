import { inlineCode, link, type Section, section } from './blocks.js';
import type { Entry, Schema } from './entries.js';
import { compareVersions, type Note } from './versions.js';

/** One difference between an API version and the one before. */
interface Change {
  readonly version: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly text: string;
}

/** A section for each API version that changed something, newest first. */
export function changeSections(
  parameters: readonly Entry[],
  filters: readonly Entry[],
  schemas: readonly Schema[],
): Section[] {
  // A schema whose properties all came at once is new with the property that refers to it.
  const fields = schemas
    .filter(({ fields }) => !haveOneOrigin(fields))
    .flatMap(({ name, fields }) => fields.map((one) => [inlineCode(`${name}.${one.name}`), one] as const));
  const changes = [
    ...parameters.map((one) => [`parameter ${inlineCode(one.name)}`, one] as const),
    ...filters.map((one) => [`filter ${inlineCode(one.name)}`, one] as const),
    ...fields,
  ].flatMap(([subject, one]) =>
    changesOf(one).map((change) => ({ ...change, text: `${link(subject, one.id)}: ${change.text}` })),
  );
  const versions = [...new Set(changes.map(({ version }) => version))].sort(compareVersions).reverse();
  return versions.map((version) => {
    const items = changes.filter((one) => one.version === version).map(({ kind, text }) => `**${kind}** ${text}`);
    return section(`api-${version.replace('.', '-')}`, `API ${version}`, [{ kind: 'list', items }]);
  });
}

function haveOneOrigin([first, ...others]: readonly Entry[]): boolean {
  const from = first?.presence.from;
  return from !== undefined && others.every(({ presence }) => presence.from === from);
}

function changesOf({ presence: { from, until }, notes, facts }: Entry): Change[] {
  const [text = ''] = facts.text;
  return [
    ...(from ? [{ version: from, kind: 'added' as const, text }] : []),
    ...(until ? [{ version: until, kind: 'removed' as const, text }] : []),
    ...notes.map((note) => changeOf(note, from)),
  ];
}

/** A note tells the old state where it ends before the version of record, and the new state otherwise. */
function changeOf(note: Note, since: string | undefined): Change {
  const isOld = note.until !== undefined && note.from === since;
  const stores = Object.entries(note.stores ?? {}).map(([store, fact]) => `${store}: ${fact}`);
  const facts = [note.type && `type ${note.type}`, ...(note.chips ?? []), ...(note.text ?? []), ...stores];
  const text = facts.filter(Boolean).join('; ');
  const version = (isOld ? note.until : note.from) ?? '';
  return { version, kind: 'changed', text: isOld ? `Before: ${text}` : text };
}
