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
  return errors.every(isUndocumented) && [...omitted.keys()].every((keyword) => isUndocumented({ keyword }));
};

/** The errors of a body, and the number of further ones by keyword. */
export interface BodyErrors {
  readonly errors: readonly SchemaError[];
  readonly omitted: ReadonlyMap<string, number>;
}

/**
 * Finds the schema errors of a response body at an API version; an undocumented property is an error of
 * `additionalProperties`. One validator has what all versions share, another what the version adds. If both report one
 * place, the second counts.
 */
export function findSchemaErrors(status: Status, body: unknown, { first }: Contract): BodyErrors {
  const commonErrors = runValidator(closed[status], body);
  const versionErrors = runValidator(status === 200 ? differences[first] : undefined, body);
  const forbidden = versionErrors.filter(isForbiddenProperty);
  const forbiddenPointers = new Set(forbidden.map(({ instancePath }) => instancePath));
  const ownErrors = versionErrors.filter((error) => !isForbiddenProperty(error));
  const ownKeys = new Set(ownErrors.map(toErrorKey));
  const sharedErrors = commonErrors.filter(
    (error) => !ownKeys.has(toErrorKey(error)) && !isAtOrBelow(error.instancePath, forbiddenPointers),
  );
  const omitted = new Map(Object.entries(commonErrors.more));
  for (const [keyword, count] of Object.entries(versionErrors.more))
    omitted.set(keyword, (omitted.get(keyword) ?? 0) + count);
  return { errors: [...forbidden.map(toUndocumentedError), ...sharedErrors, ...ownErrors], omitted };
}

const NO_ERRORS: SchemaErrors = Object.assign([], { more: {} });

const runValidator = (validate: Validator | undefined, body: unknown): SchemaErrors =>
  !validate || validate(body) ? NO_ERRORS : (validate.errors ?? NO_ERRORS);

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
