import { imageKinds } from '../../generated/constants.js';
import type { SchemaError, Status } from '../../generated/validators.js';
import { member, valueAt } from '../values/pointer.js';
import { show } from '../values/show.js';
import type { More, Verdict } from './finding.js';
import { errorsIn } from './schema.js';
import type { Contract } from './version.js';

/** What each keyword of the schemas asks for, in words. Keywords that are not here do not occur in the fragment. */
const expectations: Readonly<Record<string, (params: SchemaError['params']) => string>> = {
  type: ({ type }) => [type].flat().join(' or '),
  minLength: ({ limit }) => `a text of at least ${limit}`,
  minItems: ({ limit }) => `a list of at least ${limit}`,
  minProperties: ({ limit }) => `an object of at least ${limit}`,
  minimum: ({ limit }) => `${limit} or more`,
  const: ({ allowedValue }) => show(allowedValue),
  pattern: ({ pattern }) => `a text that matches ${pattern}`,
  discriminator: () => `one of ${imageKinds.map(show).join(', ')}`,
};

/** An error of the closed validator alone: the schemas are open. */
const isUndocumented = ({ keyword }: Pick<SchemaError, 'keyword'>): boolean => keyword === 'additionalProperties';

/** Whether the body of an answer keeps the schema of its status, whatever members no schema describes. */
export const keepsSchema = (status: Status, body: unknown, contract: Contract): boolean => {
  const { errors, more } = errorsIn(status, body, contract);
  return errors.every(isUndocumented) && Object.keys(more).every((keyword) => isUndocumented({ keyword }));
};

/** Where the body of an answer breaks the schema of its status, and which members no schema describes. */
export function judgeBody(
  status: Status,
  body: unknown,
  contract: Contract,
): { readonly verdicts: readonly Verdict[]; readonly more: readonly More[] } {
  const found = errorsIn(status, body, contract);
  const errors = found.errors.filter((error) => !isUndocumented(error));
  // A misnamed member is one fault, and so is a wrong `Kind`: what is missing is said, what stands there instead is not.
  const spoken = new Set(errors.map(({ instancePath }) => instancePath));
  const undocumented = found.errors.filter((error) => isUndocumented(error) && !spoken.has(error.instancePath));
  return {
    verdicts: [
      ...errors.map((error) => broken(error, body)),
      ...undocumented.map((error) => unknownMember(error, body)),
    ],
    // What the validators have only counted.
    more: Object.entries(found.more).map(([keyword, more]) => ({
      rule: isUndocumented({ keyword }) ? 'response/undocumented' : 'response/schema',
      more,
    })),
  };
}

function broken({ instancePath, schemaPath, keyword, params }: SchemaError, body: unknown): Verdict {
  const tag = keyword === 'discriminator' ? String(params.tag) : undefined;
  const missing = keyword === 'required' ? params.missingProperty : params.tagValue === undefined ? tag : undefined;
  const common = { rule: 'response/schema', schema: schemaPath } as const;
  if (missing !== undefined) {
    const name = show(missing);
    return {
      ...common,
      pointer: instancePath,
      message: `the member ${name} is missing`,
      expected: `the member ${name}`,
      actual: show(valueAt(body, instancePath)),
    };
  }
  const pointer = tag === undefined ? instancePath : member(instancePath, tag);
  const expected = expectations[keyword]?.(params) ?? keyword;
  const actual = show(valueAt(body, pointer));
  return { ...common, pointer, message: `expected ${expected}, found ${actual}`, expected, actual };
}

function unknownMember({ instancePath, schemaPath, params }: SchemaError, body: unknown): Verdict {
  const name = String(params.additionalProperty);
  const pointer = member(instancePath, name);
  return {
    rule: 'response/undocumented',
    // The keyword is in the closed schema only; the bundle has the object.
    schema: schemaPath.slice(0, schemaPath.lastIndexOf('/')),
    pointer,
    message: `the contract does not describe the member ${show(name)}`,
    expected: 'a member that the contract describes',
    actual: show(valueAt(body, pointer)),
  };
}
