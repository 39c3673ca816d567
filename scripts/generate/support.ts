import type { Compat } from '../../generated/compat.js';
import { getAtPointer } from '../../src/values/pointer.js';
import { at, type JsonObject } from './bundle.js';
import { supportLine } from './compat/format.js';

/** The document with a line more at each member, parameter and filter: which engines know it. */
export function withSupport(bundle: JsonObject, { statements, engines }: Compat): JsonObject {
  const copy = structuredClone(bundle);
  const parameters = [at(copy, 'paths', '/images/json', 'get').parameters].flat() as JsonObject[]; // as OpenAPI has them
  // A pointer leads to a schema, or nowhere at a version that has no such thing.
  const described = [
    ...Object.entries(statements.parameter).map(
      ([key, one]) => [one, parameters.find(({ name }) => name === key)] as const,
    ),
    ...[statements.member, statements.filter]
      .flatMap((all) => Object.values(all))
      .map((one) => [one, getAtPointer(copy, one.pointer) as JsonObject | undefined] as const),
  ];
  for (const [one, thing] of described) {
    // The constant of a branch is there with its branch, and the hover of a union joins the words of all.
    if (!thing || 'const' in thing) continue;
    const said = String(thing.description ?? '').trim();
    thing.description = [said, supportLine(one, engines)].filter(Boolean).join('\n\n');
  }
  return copy;
}
