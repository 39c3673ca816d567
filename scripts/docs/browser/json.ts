import { element } from './dom.js';

/**
 * A value as JSON whose property names link to the blocks on them. The type that a block shows links to the schema of the
 * value.
 *
 * @param schema the anchor of the schema without `schema-`, such as `imagesummary`
 */
export function renderJson(value: unknown, schema: string | undefined, indent = ''): DocumentFragment {
  const made = document.createDocumentFragment();
  if (value === null || typeof value !== 'object') {
    made.append(element('span', { class: typeof value === 'string' ? 'string' : 'literal' }, JSON.stringify(value)));
    return made;
  }
  const isArray = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isArray ? '[]' : '{}';
  if (entries.length === 0) {
    made.append(`${open}${close}`);
    return made;
  }
  const own = schemaOf(value, schema);
  const inner = `${indent}  `;
  made.append(`${open}\n`);
  for (const [index, [key, one]] of entries.entries()) {
    const block = document.getElementById(`${own}-${key.toLowerCase()}`);
    made.append(inner);
    if (!isArray) made.append(renderName(key, block), ': ');
    made.append(
      renderJson(one, isArray ? schema : linkedSchema(block), inner),
      index < entries.length - 1 ? ',\n' : '\n',
    );
  }
  made.append(`${indent}${close}`);
  return made;
}

const renderName = (name: string, block: HTMLElement | null): Node =>
  block
    ? element('a', { href: `#${block.id}`, class: 'key' }, JSON.stringify(name))
    : element('span', { class: 'key' }, JSON.stringify(name));

/** The schema of a manifest depends on its `Kind`. */
const schemaOf = (value: object, schema: string | undefined): string | undefined =>
  schema === 'imagemanifestsummary' && 'Kind' in value ? `${value.Kind}manifest` : schema;

const linkedSchema = (block: HTMLElement | null): string | undefined =>
  block?.querySelector<HTMLAnchorElement>('.type a')?.hash.replace('#schema-', '');
