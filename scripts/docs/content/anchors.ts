/** The anchors of the pages. They stay: people link to them. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export const parameterId = (name: string): string => `parameter-${name}`;
export const filterId = (key: string): string => `filter-${key.replace('!', '-not')}`;
export const schemaId = (name: string): string => `schema-${name.toLowerCase()}`;
export const memberId = (schema: string, name: string): string =>
  `${schema}-${name}`.toLowerCase().replaceAll('.', '-');
export const headerId = (name: string): string => `header-${slug(name)}`;
export const statusId = (status: string | number): string => `status-${status}`;
export const ruleId = (name: string): string => `rule-${slug(name)}`;
export const erratumId = (id: string): string => `erratum-${id}`;

/** The anchor of a refusal, by its words; `taken` are those of the ones before. */
export function refusalId(message: string, taken: ReadonlySet<string>): string {
  const id = `error-${slug(message).slice(0, 60).replace(/-$/, '')}`;
  if (!taken.has(id)) return id;
  for (let more = 2; ; more++) if (!taken.has(`${id}-${more}`)) return `${id}-${more}`;
}
