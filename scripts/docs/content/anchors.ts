/** The anchors of the pages. They stay as they are, because people link to them. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export const parameterId = (name: string): string => `parameter-${name}`;
export const filterId = (key: string): string => `filter-${key.replace('!', '-not')}`;
export const schemaId = (name: string): string => `schema-${name.toLowerCase()}`;
export const fieldId = (schema: string, name: string): string => `${schema}-${name}`.toLowerCase().replaceAll('.', '-');
export const headerId = (name: string): string => `header-${slug(name)}`;
export const statusId = (status: string | number): string => `status-${status}`;
export const ruleId = (name: string): string => `rule-${slug(name)}`;
export const erratumId = (name: string): string => `erratum-${name}`;

/** The anchor of an error message, which none of those before it has; it is added to them. */
export function addErrorId(message: string, taken: Set<string>): string {
  const base = `error-${slug(message).slice(0, 60).replace(/-$/, '')}`;
  let id = base;
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`;
  taken.add(id);
  return id;
}
