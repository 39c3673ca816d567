import { imageKinds } from '../../generated/constants.js';
import type { SchemaError, Status } from '../../generated/validators.js';
import { previewValue } from '../values/format-value.js';
import { appendToken, getAtPointer, parsePointer } from '../values/pointer.js';
import type { Contract } from './contract-version.js';
import { draftUnexpectedValue, type FindingDraft, type OmittedFindings } from './finding.js';
import { findSchemaErrors, isUndocumented } from './schema-errors.js';

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

/** Finds where a response body breaks the schema of its status, and its undocumented properties. */
export function checkBody(
  status: Status,
  body: unknown,
  contract: Contract,
  fractionPointers: readonly string[] = [],
): { readonly drafts: readonly FindingDraft[]; readonly omitted: readonly OmittedFindings[] } {
  const result = findSchemaErrors(status, body, contract);
  const errors = result.errors.filter((error) => !isUndocumented(error));
  const undocumented = result.errors.filter(isUndocumented).map((error) => draftUndocumentedProperty(error, body));
  // A misnamed property or a wrong `Kind` is one fault: the missing property is reported, the present one is not.
  const reportedPointers = new Set(errors.map(({ instancePath }) => instancePath));
  const isDescribed = (pointer: string): boolean =>
    !undocumented.some((draft) => `${pointer}/`.startsWith(`${draft.pointer}/`));
  return {
    drafts: [
      ...errors.map((error) => draftSchemaFinding(error, body)),
      // Clients in Go refuse such integers.
      ...fractionPointers
        .filter(isDescribed)
        .map((pointer) =>
          draftUnexpectedValue(
            'response/schema',
            pointer,
            'an integer without a point or an exponent',
            getAtPointer(body, pointer),
          ),
        ),
      ...undocumented.filter(({ pointer }) => !reportedPointers.has(pointer.slice(0, pointer.lastIndexOf('/')))),
    ],
    // The validators only count errors beyond a limit.
    omitted: [...result.omitted].map(([keyword, omitted]) => ({
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

function draftUndocumentedProperty({ instancePath, schemaPath, params }: SchemaError, body: unknown) {
  const { additionalProperty } = params;
  // The closed schema reports the object and names the property; a version that forbids it reports the property.
  const isNamed = typeof additionalProperty === 'string';
  const pointer = isNamed ? appendToken(instancePath, additionalProperty) : instancePath;
  return {
    rule: 'response/undocumented',
    // The bundle has the object alone.
    schema: schemaPath.replace(isNamed ? /\/additionalProperties$/ : /(?:\/properties\/[^/]+)?\/false schema$/, ''),
    pointer,
    message: `the contract does not describe the member ${previewValue(parsePointer(pointer).at(-1))}`,
    expected: 'a member that the contract describes',
    actual: previewValue(getAtPointer(body, pointer)),
  } as const;
}
