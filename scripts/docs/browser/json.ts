import type { Explorer } from './data.js';
import { data, element } from './dom.js';

const { members, kinds } = data<Explorer>('explorer');

/** A value as text, its members linked to their blocks. */
export function json(value: unknown, schema: string | undefined, indent = ''): DocumentFragment {
  const made = document.createDocumentFragment();
  if (value === null || typeof value !== 'object') {
    made.append(element('span', { class: typeof value === 'string' ? 'string' : 'literal' }, JSON.stringify(value)));
    return made;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  const [open, close] = isList ? '[]' : '{}';
  if (entries.length === 0) {
    made.append(`${open}${close}`);
    return made;
  }
  const own = schemaOf(value, schema);
  const inner = `${indent}  `;
  made.append(`${open}\n`);
  for (const [index, [key, one]] of entries.entries()) {
    const [id, next] = (own && members[own]?.[key]) || [];
    made.append(inner);
    if (!isList) made.append(name(key, id), ': ');
    made.append(json(one, isList ? schema : next, inner), index < entries.length - 1 ? ',\n' : '\n');
  }
  made.append(`${indent}${close}`);
  return made;
}

const name = (key: string, id: string | undefined): Node =>
  id
    ? element('a', { href: `#${id}`, class: 'key' }, JSON.stringify(key))
    : element('span', { class: 'key' }, JSON.stringify(key));

/** A manifest is of the schema of its kind. */
function schemaOf(value: object, schema: string | undefined): string | undefined {
  if (schema !== 'ImageManifestSummary') return schema;
  return 'Kind' in value ? kinds[String(value.Kind)] : undefined;
}
