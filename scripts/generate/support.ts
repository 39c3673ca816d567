import type { Compat } from '../../generated/compat.js';
import { at, type Json, type JsonObject } from './bundle.js';
import { supportLine } from './compat/words.js';

/** The document with a line more at each member, parameter and filter: which engines know it. */
export function withSupport(bundle: JsonObject, { statements, engines }: Compat): JsonObject {
  const copy = structuredClone(bundle);
  const parameters = [at(copy, 'paths', '/images/json', 'get').parameters].flat() as JsonObject[]; // as OpenAPI has them
  const described = [
    ...Object.entries(statements.parameter).map(
      ([key, one]) => [one, parameters.find(({ name }) => name === key)] as const,
    ),
    ...[statements.member, statements.filter]
      .flatMap((all) => Object.values(all))
      .map((one) => [one, pointedAt(copy, one.pointer)] as const),
  ];
  for (const [one, thing] of described) {
    // The constant of a branch is there with its branch, and the hover of a union joins the words of all.
    if (!thing || 'const' in thing) continue;
    const said = String(thing.description ?? '').trim();
    thing.description = [said, supportLine(one, engines)].filter(Boolean).join('\n\n');
  }
  return copy;
}

/** What a JSON Pointer leads to; an API version need not have what another has. */
function pointedAt(document: JsonObject, pointer: string): JsonObject | undefined {
  let found: Json | undefined = document;
  for (const key of pointer.slice(1).split('/'))
    found = (found as JsonObject | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')]; // a schema is an object
  return found as JsonObject | undefined;
}
