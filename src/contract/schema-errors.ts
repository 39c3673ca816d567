import {
  closed,
  differences,
  type SchemaError,
  type SchemaErrors,
  type Status,
  type Validator,
} from '../../generated/validators.js';
import type { Contract } from './contract-version.js';

/** Whether a property is undocumented: no contract describes it, or the version forbids it. The schemas are open. */
export const isUndocumented = ({ keyword }: Pick<SchemaError, 'keyword'>): boolean =>
  keyword === 'additionalProperties' || keyword === 'false schema';

/** Whether a response body matches the schema of its status. Undocumented properties are allowed. */
export const isValidBody = (status: Status, body: unknown, contract: Contract): boolean => {
  const { errors, omitted } = findSchemaErrors(status, body, contract);
  return errors.every(isUndocumented) && [...omitted.keys()].every((keyword) => isUndocumented({ keyword }));
};

/**
 * Finds the schema errors of a response body at an API version. One validator has what all versions share, another what
 * the version adds. If both report one place, the second counts. Beyond a limit errors are counted by keyword.
 */
export function findSchemaErrors(status: Status, body: unknown, { first }: Contract) {
  const commonErrors = runValidator(closed[status], body);
  const versionErrors = runValidator(status === 200 ? differences[first] : undefined, body);
  const versionKeys = new Set(versionErrors.map(toErrorKey));
  const forbidden = versionErrors.filter(isUndocumented);
  const forbiddenPointers = new Set(forbidden.map(({ instancePath }) => instancePath));
  const sharedErrors = commonErrors.filter(
    (error) => !versionKeys.has(toErrorKey(error)) && !isAtOrBelow(error.instancePath, forbiddenPointers),
  );
  const ownErrors = versionErrors.filter((error) => !isUndocumented(error));
  const omitted = new Map(Object.entries(commonErrors.more));
  for (const [keyword, count] of Object.entries(versionErrors.more))
    omitted.set(keyword, (omitted.get(keyword) ?? 0) + count);
  return { errors: [...forbidden, ...sharedErrors, ...ownErrors], omitted };
}

const NO_ERRORS: SchemaErrors = Object.assign([], { more: {} });

const runValidator = (validate: Validator | undefined, body: unknown): SchemaErrors =>
  !validate || validate(body) ? NO_ERRORS : (validate.errors ?? NO_ERRORS);

const toErrorKey = ({ instancePath, keyword }: SchemaError): string => `${instancePath} ${keyword}`;

/** Whether a pointer leads to one of some places or below. */
function isAtOrBelow(pointer: string, pointers: ReadonlySet<string>): boolean {
  if (pointers.size === 0) return false;
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (pointers.has(pointer.slice(0, end))) return true;
  }
  return false;
}
