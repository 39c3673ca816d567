import {
  closed,
  differences,
  type SchemaError,
  type SchemaErrors,
  type Status,
  type Validator,
} from '../../generated/validators.js';
import { parsePointer } from '../values/pointer.js';
import type { Contract } from './contract-version.js';

/** The errors of a body, and how many more there are by keyword. */
export interface BodyErrors {
  readonly errors: readonly SchemaError[];
  readonly omitted: Readonly<Record<string, number>>;
}

/**
 * What is wrong with the body of an answer by the contract of its API version; a member that it does not describe is
 * an error of `additionalProperties`. One validator judges what holds at every version, another what the contract has
 * beyond that; where both speak of one place, the contract's own word counts.
 */
export function findSchemaErrors(status: Status, body: unknown, { first }: Contract): BodyErrors {
  const commonErrors = runValidator(closed[status], body);
  const versionErrors = status === 200 ? runValidator(differences[first], body) : undefined;
  if (!versionErrors) return { errors: commonErrors ?? [], omitted: commonErrors?.more ?? {} };
  const forbidden = versionErrors.filter(isForbiddenProperty);
  const forbiddenPointers = new Set(forbidden.map(({ instancePath }) => instancePath));
  const errorsByKey = new Map(
    versionErrors.filter((error) => !isForbiddenProperty(error)).map((error) => [toErrorKey(error), error]),
  );
  const errors = (commonErrors ?? [])
    .filter(({ instancePath }) => !isAtOrBelow(instancePath, forbiddenPointers))
    .map((error) => {
      const versionError = errorsByKey.get(toErrorKey(error));
      errorsByKey.delete(toErrorKey(error));
      return versionError ?? error;
    });
  return {
    errors: [...forbidden.map(toUndocumentedError), ...errors, ...errorsByKey.values()],
    omitted: addCounts(commonErrors?.more, versionErrors.more),
  };
}

const runValidator = (validate: Validator | undefined, body: unknown): SchemaErrors | undefined =>
  !validate || validate(body) ? undefined : (validate.errors ?? undefined);

/** The contract does not describe the member: its schema is `false`. */
const isForbiddenProperty = ({ keyword }: SchemaError): boolean => keyword === 'false schema';

const toErrorKey = ({ instancePath, keyword }: SchemaError): string => `${instancePath} ${keyword}`;

/** Whether a pointer leads to one of these places or below. */
function isAtOrBelow(pointer: string, pointers: ReadonlySet<string>): boolean {
  if (pointers.size === 0) return false;
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (pointers.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/** An error about a member that is refused, as an error of the object that has it. */
function toUndocumentedError({ instancePath, schemaPath }: SchemaError): SchemaError {
  const name = parsePointer(instancePath).at(-1) ?? '';
  // The schema of the object, without `properties`, the member and `false schema`.
  const object = getParentPointer(getParentPointer(getParentPointer(schemaPath)));
  return {
    instancePath: getParentPointer(instancePath),
    schemaPath: `${object}/additionalProperties`,
    keyword: 'additionalProperties',
    params: { additionalProperty: name },
  };
}

/** A pointer without its last token. */
const getParentPointer = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

function addCounts(first: BodyErrors['omitted'] = {}, second: BodyErrors['omitted'] = {}): Record<string, number> {
  const total = { ...first };
  for (const [keyword, amount] of Object.entries(second)) total[keyword] = (total[keyword] ?? 0) + amount;
  return total;
}
