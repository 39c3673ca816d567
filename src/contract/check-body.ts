import { imageKinds } from '../../generated/constants.js';
import type { SchemaError, Status } from '../../generated/validators.js';
import { previewValue } from '../values/format-value.js';
import { appendToken, getAtPointer } from '../values/pointer.js';
import type { Contract } from './contract-version.js';
import type { FindingDraft, OmittedFindings } from './finding.js';
import { findSchemaErrors } from './schema-errors.js';

/** What each keyword of the schemas asks for, in words. Keywords that are not here do not occur in the fragment. */
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

/** An error of the closed validator alone: the schemas are open. */
const isUndocumented = ({ keyword }: Pick<SchemaError, 'keyword'>): boolean => keyword === 'additionalProperties';

/** Whether the body of an answer keeps the schema of its status, whatever members no schema describes. */
export const isValidBody = (status: Status, body: unknown, contract: Contract): boolean => {
  const { errors, omitted } = findSchemaErrors(status, body, contract);
  return errors.every(isUndocumented) && Object.keys(omitted).every((keyword) => isUndocumented({ keyword }));
};

/** Where the body of an answer breaks the schema of its status, and which members no schema describes. */
export function checkBody(
  status: Status,
  body: unknown,
  contract: Contract,
): { readonly drafts: readonly FindingDraft[]; readonly omitted: readonly OmittedFindings[] } {
  const result = findSchemaErrors(status, body, contract);
  const errors = result.errors.filter((error) => !isUndocumented(error));
  // A misnamed member is one fault, and so is a wrong `Kind`: what is missing is said, what stands there instead is not.
  const reportedPointers = new Set(errors.map(({ instancePath }) => instancePath));
  const undocumented = result.errors.filter(
    (error) => isUndocumented(error) && !reportedPointers.has(error.instancePath),
  );
  return {
    drafts: [
      ...errors.map((error) => draftSchemaFinding(error, body)),
      ...undocumented.map((error) => draftUndocumentedProperty(error, body)),
    ],
    // What the validators have only counted.
    omitted: Object.entries(result.omitted).map(([keyword, omitted]) => ({
      rule: isUndocumented({ keyword }) ? 'response/undocumented' : 'response/schema',
      omitted,
    })),
  };
}

function draftSchemaFinding({ instancePath, schemaPath, keyword, params }: SchemaError, body: unknown): FindingDraft {
  const tag = keyword === 'discriminator' ? String(params.tag) : undefined;
  const missingName = keyword === 'required' ? params.missingProperty : params.tagValue === undefined ? tag : undefined;
  const common = { rule: 'response/schema', schema: schemaPath } as const;
  if (missingName !== undefined) {
    const name = previewValue(missingName);
    return {
      ...common,
      pointer: instancePath,
      message: `the member ${name} is missing`,
      expected: `the member ${name}`,
      actual: previewValue(getAtPointer(body, instancePath)),
    };
  }
  const pointer = tag === undefined ? instancePath : appendToken(instancePath, tag);
  const expected = keywordExpectations[keyword]?.(params) ?? keyword;
  const actual = previewValue(getAtPointer(body, pointer));
  return { ...common, pointer, message: `expected ${expected}, found ${actual}`, expected, actual };
}

function draftUndocumentedProperty({ instancePath, schemaPath, params }: SchemaError, body: unknown): FindingDraft {
  const name = String(params.additionalProperty);
  const pointer = appendToken(instancePath, name);
  return {
    rule: 'response/undocumented',
    // The keyword is in the closed schema only; the bundle has the object.
    schema: schemaPath.slice(0, schemaPath.lastIndexOf('/')),
    pointer,
    message: `the contract does not describe the member ${previewValue(name)}`,
    expected: 'a member that the contract describes',
    actual: previewValue(getAtPointer(body, pointer)),
  };
}
