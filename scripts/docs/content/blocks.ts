import { escapeControlCharacters } from '../../../src/values/format-value.js';

/** A page: its blocks are written as HTML and as Markdown. All strings, except in `code` blocks, are inline Markdown. */
export interface Page {
  readonly file: string;
  /** Its anchor in the Markdown, which has all pages in one file. */
  readonly id: string;
  /** Names the page in links from other pages. */
  readonly name: string;
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly Section[];
}

/** A part of a page under a heading that can be linked to. */
export interface Section {
  readonly kind: 'section';
  readonly id: string;
  readonly title: string;
  readonly role?: 'entry' | 'error-response' | 'schema';
  /** The API versions that have it. */
  readonly presence?: Presence;
  readonly blocks: readonly Block[];
}

export type Block =
  | Section
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly role?: 'note' | 'small';
      readonly presence?: Presence;
    }
  /** Short facts in one line; `since` says which API versions have it. */
  | { readonly kind: 'facts'; readonly type?: string; readonly chips: readonly string[]; readonly since?: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'pairs'; readonly role?: 'stores'; readonly rows: readonly Pair[] }
  /** The first cell of each row names it. An empty cell says nothing. */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | Details;

/** Blocks that a reader of the page unfolds. */
export interface Details {
  readonly kind: 'details';
  readonly id?: string;
  readonly summary: string;
  readonly role?: 'erratum';
  readonly blocks: readonly Block[];
}

export type Pair = readonly [term: string, description: string];

export interface Cell {
  readonly text: string;
  readonly tone?: 'yes' | 'partial' | 'no';
}

/** From which API version on something is there, unless from the oldest, and from which on no more. */
export interface Presence {
  readonly from?: string;
  readonly until?: string;
}

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const section = (id: string, title: string, blocks: readonly Block[]): Section => ({
  kind: 'section',
  id,
  title,
  blocks,
});
export const entry = (id: string, title: string, blocks: readonly Block[]): Section => ({
  ...section(id, title, blocks),
  role: 'entry',
});

export const link = (text: string, id: string): string => `[${text}](#${id})`;

/** A string of any characters as inline code. Control characters are escaped, so that it stays in one line. */
export function inlineCode(text: string): string {
  const line = escapeControlCharacters(text);
  const longestRun = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const padding = /^[ `]|[ `]$/.test(line) ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}
