import { CORE_SCHEMA, type EventType, load, type State, Type, YAMLException } from 'js-yaml';
import { at } from '../values/pointer.js';
import { visible } from '../values/show.js';
import { fromBase64 } from './bodies.js';
import { Problem } from './problem.js';

/** A value in a YAML text. */
export interface Node {
  readonly value: unknown;
  /** Where it begins, and what follows it. */
  readonly start: number;
  readonly end: number;
  /** The values in it; those of a mapping and their names by turns, but for what is empty. */
  readonly children: readonly Node[];
}

const kinds = ['scalar', 'sequence', 'mapping'] as const;
/** Ruby and Python write tags of their own, for what is plain. */
const plain = ['!', 'tag:'].flatMap((tag) => kinds.map((kind) => new Type(tag, { kind, multi: true, ...asIs() })));
const binary = ['!binary', 'tag:yaml.org,2002:binary'].map(
  (tag) => new Type(tag, { kind: 'scalar', resolve: isBase64, construct: fromBase64 }),
);
/** Without merging of keys, by which little text stands for much. */
const schema = CORE_SCHEMA.extend([...binary, ...plain]);

function isBase64(text: unknown): boolean {
  return typeof text === 'string' && fromBase64(text) !== undefined;
}

function asIs() {
  return { resolve: () => true, construct: (value: unknown) => value };
}

/**
 * A YAML document.
 *
 * @param most how many values it may have
 * @throws Problem with the place where it stops being one, or when its aliases stand for much more than there is
 */
export function parseYaml(name: string, text: string, most = MOST_VALUES): Node {
  const tree = new Tree(name, text, most);
  try {
    load(text, { schema, listener: (event, state) => tree.hear(event, state) });
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(`${name}: YAML that is nested too deep to be read`);
    if (!(error instanceof YAMLException)) throw error;
    const { line, column } = error.mark ?? { line: 0, column: 0 };
    throw new Problem(`${name}:${line + 1}:${column + 1}: expected YAML, but ${visible(error.reason)}`);
  }
  return tree.root ?? { value: undefined, start: 0, end: 0, children: [] };
}

/** Deeper values are not looked for, as the text of a body is: interactions, one, its response, its body, the text. */
const DEEPEST = 5;
/** So many values, names among them, may a document have: each takes a hundred times the memory of its text. */
const MOST_VALUES = 4_000_000;
/** So many times the text, and so many units, may aliases stand for: who walks through the values walks through that. */
const SUSPECT_GROWTH = 10;
const SUSPECT_UNITS = 1024 * 1024;
const ANCHOR = /(?:!\S*\s+)?&/y;
const BLANK = /\s*(?:#[^\n]*\n\s*)*/y;

/** The values of a document with their places, as the parser tells of them. */
class Tree {
  root: Node | undefined;
  #values = 0;
  readonly #open: { start: number; more: number; children: Node[] }[] = [];
  /** How many units each list and object with an anchor stands for, with what aliases in it stand for. */
  readonly #sizes = new Map<object, number>();

  constructor(
    readonly name: string,
    readonly text: string,
    readonly most: number,
  ) {}

  hear(event: EventType, { position, result }: State): void {
    if (event === 'open') {
      if (++this.#values > this.most) {
        throw new Problem(`${this.name}: expected at most ${this.most} values in one YAML document, found more`);
      }
      this.#open.push({ start: position, more: 0, children: [] });
      return;
    }
    const closed = this.#open.pop();
    if (!closed) return;
    BLANK.lastIndex = closed.start;
    BLANK.test(this.text);
    const start = Math.min(BLANK.lastIndex, position);
    const more = closed.more + (this.text[start] === '*' ? this.#sizeOf(result) : 0);
    if (more > SUSPECT_UNITS && more > SUSPECT_GROWTH * this.text.length) {
      throw new Problem(`${this.name}: YAML whose aliases stand for much more than there is: it may be a bomb`);
    }
    ANCHOR.lastIndex = start;
    if (typeof result === 'object' && result !== null && ANCHOR.test(this.text)) {
      this.#sizes.set(result, position - start + more);
    }
    const holder = this.#open.at(-1);
    if (holder) holder.more += more;
    if (this.#open.length > DEEPEST) return;
    this.root = { value: result, start, end: position, children: closed.children };
    holder?.children.push(this.root);
  }

  /** @throws Problem about an alias that stands in what it stands for */
  #sizeOf(value: unknown): number {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null) return 0;
    const size = this.#sizes.get(value);
    if (size === undefined) throw new Problem(`${this.name}: a YAML alias stands in what it stands for`);
    return size;
  }
}

/** The node that names lead to, or the last on the way. */
export function nodeAt(node: Node, names: readonly string[]): Node {
  let here = node;
  for (const name of names) {
    // A value that could have been a name is first tried as one, and so stands in itself.
    while (here.children.length === 1 && here.children[0]?.value === here.value) here = here.children[0] as Node; // it has one
    const { value, children } = here;
    const next = Array.isArray(value) ? children[Number(name)] : nodeAfter(children, name, at(value, name));
    if (!next) break;
    here = next;
  }
  return here;
}

/** The node after the one with a name; an empty value has none. */
function nodeAfter(children: readonly Node[], name: string, value: unknown): Node | undefined {
  const index = children.findIndex((child, key) => child.value === name && children[key + 1]?.value === value);
  return index < 0 ? undefined : children[index + 1];
}
