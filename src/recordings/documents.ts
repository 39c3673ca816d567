import { isExchange } from '../contract/exchange.js';
import { at } from '../values/pointer.js';
import type { Dialect } from './dialect.js';
import { dialects } from './dialects.js';
import { foreignTo } from './foreign.js';
import type { Attached } from './found.js';
import { Problem, type Refuse } from './problem.js';
import type { Recorded } from './read.js';
import { type Piece, placeFrom, START } from './text.js';

/** An exchange that is not numbered yet; nothing in place of one that cannot be read, which has been said. */
export type Read = Omit<Recorded, 'index'> | undefined;

/** What a file is called, where the files that it names are, and who gets what cannot be read in it. */
export interface Source {
  readonly name: string;
  readonly attached: Attached;
  readonly refuse: Refuse;
}

/** The dialect that a document is in; a recording can have members of any. */
export const dialectOf = (value: unknown): Dialect | undefined =>
  isExchange(value) ? undefined : dialects.find(({ is }) => is(value));

/** The exchanges of a JSON document in a dialect. */
export async function* exchangesOf(
  source: Source,
  { one, paths, exchangeOf }: Dialect,
  value: unknown,
  { text, start }: Piece,
): AsyncGenerator<Read> {
  const { placesOf, textsOf } = await import('./places.js');
  const places = paths(value);
  const texts = textsOf(text, places);
  const starts = placesOf(
    text,
    texts.map(({ offset }) => offset),
  );
  for (const [index, path] of places.entries()) {
    const piece = { text: texts[index]?.text ?? '', start: placeFrom(start, starts[index] ?? START) };
    const found = await exchangeOf(at(value, ...path), source.attached);
    if (typeof found === 'string') yield refusedAt(source, piece, `${one}, but ${found}`);
    else yield { ...found, ...piece };
  }
}

/** The exchanges of a YAML document, which can be a cassette. */
export async function* exchangesOfYaml(source: Source, text: string): AsyncGenerator<Read> {
  const { name } = source;
  // The parser is loaded when there is something to parse.
  const [{ nodeAt, parseYaml }, { unitsOfScalar }, { placesOf }] = await Promise.all([
    import('./yaml.js'),
    import('./scalar.js'),
    import('./places.js'),
  ]);
  const root = parseYaml(name, text);
  const dialect = dialects.find(({ inYaml, is }) => inYaml && is(root.value));
  if (!dialect) {
    const foreign =
      foreignTo(root.value) ?? 'YAML that is no cassette of VCR: write each answer as a recording, one a line';
    throw new Problem(`${name}: expected a recording, found ${foreign}`);
  }
  const paths = dialect.paths(root.value);
  const nodes = paths.map((path) => nodeAt(root, path));
  const starts = placesOf(
    text,
    nodes.map(({ start }) => start),
  );
  for (const [index, node] of nodes.entries()) {
    const piece = { text: text.slice(node.start, node.end), start: starts[index] ?? START };
    const found = await dialect.exchangeOf(node.value, source.attached);
    if (typeof found === 'string') {
      yield refusedAt(source, piece, `${dialect.one}, but ${found}`);
      continue;
    }
    const { paths: names, body } = found.layout;
    const place = (part: keyof typeof names): number => Math.max(0, nodeAt(node, names[part]).start - node.start);
    const parts = {
      '/request/path': place('/request/path'),
      '/response/status': place('/response/status'),
      '/response/headers': place('/response/headers'),
      '/response/body': place('/response/body'),
    };
    const content = at(node.value, ...names['/response/body']);
    const inWhole = body === 'quoted' ? unitsOfScalar(piece.text, parts['/response/body']) : undefined;
    const located = { parts, body: inWhole && typeof content === 'string' ? { text: content, inWhole } : undefined };
    yield { ...found, ...piece, located };
  }
}

/** Says that something else was expected at the beginning of a piece. */
export function refusedAt({ name, refuse }: Source, { start: { line, column } }: Piece, expected: string): undefined {
  refuse(new Problem(`${name}:${line}:${column}: expected ${expected}`));
}
