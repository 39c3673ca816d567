/** The element with an id that the page has; throws where page and script have come apart. */
export function byId<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`expected ${kind.name} #${id}`);
}

export const show = (id: string): void => byId(id, HTMLElement).removeAttribute('hidden');

/** A new element with attributes and what is in it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

/** The data block with an id. */
export const data = <Shape>(id: string): Shape => JSON.parse(byId(id, HTMLElement).textContent ?? 'null') as Shape; // the page writes it
