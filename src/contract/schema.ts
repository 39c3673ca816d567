import {
  closed,
  differences,
  type SchemaError,
  type SchemaErrors,
  type Status,
  type Validator,
} from '../../generated/validators.js';
import { tokens } from '../values/pointer.js';
import type { Contract } from './version.js';

/** The errors of a body, and how many more there are by keyword. */
export interface BodyErrors {
  readonly errors: readonly SchemaError[];
  readonly more: Readonly<Record<string, number>>;
}

/**
 * What is wrong with the body of an answer by the contract of its API version; a member that it does not describe is
 * an error of `additionalProperties`. One validator judges what holds at every version, another what the contract has
 * beyond that; where both speak of one place, the contract's own word counts.
 */
export function errorsIn(status: Status, body: unknown, { first }: Contract): BodyErrors {
  const common = errorsOf(closed[status], body);
  const own = status === 200 ? errorsOf(differences[first], body) : undefined;
  if (!own) return { errors: common ?? [], more: common?.more ?? {} };
  const refusals = own.filter(isRefusal);
  const refused = new Set(refusals.map(({ instancePath }) => instancePath));
  const said = new Map(own.filter((error) => !isRefusal(error)).map((error) => [placeOf(error), error]));
  const errors = (common ?? [])
    .filter(({ instancePath }) => !isBelow(instancePath, refused))
    .map((error) => {
      const better = said.get(placeOf(error));
      said.delete(placeOf(error));
      return better ?? error;
    });
  return { errors: [...refusals.map(withObject), ...errors, ...said.values()], more: sum(common?.more, own.more) };
}

const errorsOf = (validate: Validator | undefined, body: unknown): SchemaErrors | undefined =>
  !validate || validate(body) ? undefined : (validate.errors ?? undefined);

/** The contract does not describe the member: its schema is `false`. */
const isRefusal = ({ keyword }: SchemaError): boolean => keyword === 'false schema';

const placeOf = ({ instancePath, keyword }: SchemaError): string => `${instancePath} ${keyword}`;

/** Whether a pointer leads to one of these places or below. */
function isBelow(pointer: string, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false;
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (places.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/** An error about a member that is refused, as an error of the object that has it. */
function withObject({ instancePath, schemaPath }: SchemaError): SchemaError {
  const name = tokens(instancePath).at(-1) ?? '';
  // The schema of the object, without `properties`, the member and `false schema`.
  const object = holderOf(holderOf(holderOf(schemaPath)));
  return {
    instancePath: holderOf(instancePath),
    schemaPath: `${object}/additionalProperties`,
    keyword: 'additionalProperties',
    params: { additionalProperty: name },
  };
}

/** A pointer without its last token. */
const holderOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

function sum(one: BodyErrors['more'] = {}, other: BodyErrors['more'] = {}): Record<string, number> {
  const all = { ...one };
  for (const [keyword, more] of Object.entries(other)) all[keyword] = (all[keyword] ?? 0) + more;
  return all;
}
