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

/** Whether an error comes from the closed validator only: the schemas are open. */
export const isUndocumented = ({ keyword }: Pick<SchemaError, 'keyword'>): boolean =>
  keyword === 'additionalProperties';

/** Whether a response body matches the schema of its status. Undocumented properties are allowed. */
export const isValidBody = (status: Status, body: unknown, contract: Contract): boolean => {
  const { errors, omitted } = findSchemaErrors(status, body, contract);
  return errors.every(isUndocumented) && Object.keys(omitted).every((keyword) => isUndocumented({ keyword }));
};

/** The errors of a body, and the number of further ones by keyword. */
export interface BodyErrors {
  readonly errors: readonly SchemaError[];
  readonly omitted: Readonly<Record<string, number>>;
}

/**
 * Finds the schema errors of a response body at an API version; an undocumented property is an error of
 * `additionalProperties`. One validator has what all versions share, another what the version adds. If both report one
 * place, the second counts.
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

/** Whether the property is undocumented: its schema is `false`. */
const isForbiddenProperty = ({ keyword }: SchemaError): boolean => keyword === 'false schema';

const toErrorKey = ({ instancePath, keyword }: SchemaError): string => `${instancePath} ${keyword}`;

/** Whether a pointer leads to one of some places or below. */
function isAtOrBelow(pointer: string, pointers: ReadonlySet<string>): boolean {
  if (pointers.size === 0) return false;
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (pointers.has(pointer.slice(0, end))) return true;
  }
  return false;
}

/** Turns the error of an undocumented property into an error of its object. */
function toUndocumentedError({ instancePath, schemaPath }: SchemaError): SchemaError {
  const name = parsePointer(instancePath).at(-1) ?? '';
  // The schema pointer without `/properties/NAME/false schema`.
  const object = getParentPointer(getParentPointer(getParentPointer(schemaPath)));
  return {
    instancePath: getParentPointer(instancePath),
    schemaPath: `${object}/additionalProperties`,
    keyword: 'additionalProperties',
    params: { additionalProperty: name },
  };
}

/** Removes the last token of a pointer. */
const getParentPointer = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

function addCounts(first: BodyErrors['omitted'] = {}, second: BodyErrors['omitted'] = {}): Record<string, number> {
  const total = { ...first };
  for (const [keyword, amount] of Object.entries(second)) total[keyword] = (total[keyword] ?? 0) + amount;
  return total;
}
