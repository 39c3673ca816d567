import { imageKinds } from '../../generated/constants.js';
import {
  closed,
  differences,
  type SchemaError,
  type SchemaErrors,
  type Status,
  type Validator,
} from '../../generated/validators.js';
import { previewValue } from '../values/format-value.js';
import { appendToken, getAtPointer, parsePointer } from '../values/pointer.js';
import type { Contract } from './contract-version.js';
import { draftUnexpectedValue, type FindingDraft, type OmittedFindings } from './finding.js';

/** Describes what each keyword expects. The fragment has no other keywords. */
const keywordExpectations: Readonly<Record<string, (params: SchemaError['params']) => string>> = {
  type: ({ type }) => [type].flat().join(' or '),
  minLength: ({ limit }) => `a text of at least ${limit}`,
  minItems: ({ limit }) => `a list of at least ${limit}`,
  minProperties: ({ limit }) => `an object of at least ${limit}`,
  minimum: ({ limit }) => `${limit} or more`,
  const: ({ allowedValue }) => previewValue(allowedValue),
  pattern: ({ pattern }) => `a text that matches ${pattern}`,
  discriminator: () => `one of ${imageKinds.map(previewValue).join(', ')}`,
};

/** Whether an error comes from the closed validator only: the schemas are open. */
const isUndocumented = ({ keyword }: Pick<SchemaError, 'keyword'>): boolean => keyword === 'additionalProperties';

/** Whether a response body matches the schema of its status. Undocumented properties are allowed. */
export const isValidBody = (status: Status, body: unknown, contract: Contract): boolean => {
  const { errors, omitted } = findSchemaErrors(status, body, contract);
  return errors.every(isUndocumented) && Object.keys(omitted).every((keyword) => isUndocumented({ keyword }));
};

/** Finds where a response body breaks the schema of its status, and its undocumented properties. */
export function checkBody(
  status: Status,
  body: unknown,
  contract: Contract,
): { readonly drafts: readonly FindingDraft[]; readonly omitted: readonly OmittedFindings[] } {
  const result = findSchemaErrors(status, body, contract);
  const errors = result.errors.filter((error) => !isUndocumented(error));
  // A misnamed property or a wrong `Kind` is one fault: the missing property is reported, the present one is not.
  const reportedPointers = new Set(errors.map(({ instancePath }) => instancePath));
  const undocumented = result.errors.filter(
    (error) => isUndocumented(error) && !reportedPointers.has(error.instancePath),
  );
  return {
    drafts: [
      ...errors.map((error) => draftSchemaFinding(error, body)),
      ...undocumented.map((error) => draftUndocumentedProperty(error, body)),
    ],
    // The validators only count errors beyond a limit.
    omitted: Object.entries(result.omitted).map(([keyword, omitted]) => ({
      rule: isUndocumented({ keyword }) ? 'response/undocumented' : 'response/schema',
      omitted,
    })),
  };
}

function draftSchemaFinding({ instancePath, schemaPath, keyword, params }: SchemaError, body: unknown): FindingDraft {
  const tag = keyword === 'discriminator' ? String(params.tag) : undefined;
  const missingName = keyword === 'required' ? params.missingProperty : params.tagValue === undefined ? tag : undefined;
  if (missingName !== undefined) {
    const name = previewValue(missingName);
    return {
      rule: 'response/schema',
      schema: schemaPath,
      pointer: instancePath,
      message: `the member ${name} is missing`,
      expected: `the member ${name}`,
      actual: previewValue(getAtPointer(body, instancePath)),
    };
  }
  const pointer = tag === undefined ? instancePath : appendToken(instancePath, tag);
  const expected = keywordExpectations[keyword]?.(params) ?? keyword;
  return draftUnexpectedValue('response/schema', pointer, expected, getAtPointer(body, pointer), schemaPath);
}

function draftUndocumentedProperty({ instancePath, schemaPath, params }: SchemaError, body: unknown): FindingDraft {
  const name = String(params.additionalProperty);
  const pointer = appendToken(instancePath, name);
  return {
    rule: 'response/undocumented',
    // `additionalProperties` is in the closed schema only; the bundle has the object.
    schema: schemaPath.slice(0, schemaPath.lastIndexOf('/')),
    pointer,
    message: `the contract does not describe the member ${previewValue(name)}`,
    expected: 'a member that the contract describes',
    actual: previewValue(getAtPointer(body, pointer)),
  };
}

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
