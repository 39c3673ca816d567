import { element, explorer } from './dom.js';

/** A value as JSON whose property names link to the blocks on them. */
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
  const fields = explorer.fields[schemaOf(value, schema) ?? ''];
  const inner = `${indent}  `;
  made.append(`${open}\n`);
  for (const [index, [key, one]] of entries.entries()) {
    const [id, fieldSchema] = fields?.[key] ?? [];
    made.append(inner);
    if (!isArray) made.append(renderName(key, id), ': ');
    made.append(renderJson(one, isArray ? schema : fieldSchema, inner), index < entries.length - 1 ? ',\n' : '\n');
  }
  made.append(`${indent}${close}`);
  return made;
}

const renderName = (name: string, id: string | undefined): Node =>
  id
    ? element('a', { href: `#${id}`, class: 'key' }, JSON.stringify(name))
    : element('span', { class: 'key' }, JSON.stringify(name));

/** The schema of a manifest depends on its `Kind`. */
function schemaOf(value: object, schema: string | undefined): string | undefined {
  if (schema !== 'ImageManifestSummary') return schema;
  return 'Kind' in value ? explorer.kinds[String(value.Kind)] : undefined;
}
