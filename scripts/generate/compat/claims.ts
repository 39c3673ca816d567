import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Engine, Range } from '../../../generated/compat.js';

/** What a statement is about. */
export const kinds = ['member', 'parameter', 'filter', 'status', 'behaviour'] as const;
export type Kind = (typeof kinds)[number];

/** From which engine version on which API versions are served. */
export type Release = Engine['releases'][number];

/** What is said of an engine by hand. The members are explained in openapi/claims.schema.json. */
export interface ClaimedEngine extends Omit<Engine, 'recorded'> {
  /** The file of it that what the engine does is read from. */
  readonly file?: string;
  readonly does?: Partial<Readonly<Record<Kind, Readonly<Record<string, boolean | string | Partial<Range>>>>>>;
  readonly others?: readonly Kind[];
}

/** What is said of a statement by hand. */
export interface Claim {
  readonly description?: string;
  readonly pointer?: string;
  readonly asks?: readonly string[];
  readonly shows?: string;
  readonly since?: string;
  readonly until?: string;
  readonly beyond?: boolean;
  readonly rows?: Readonly<Record<string, Partial<Range> | readonly Range[]>>;
}

export interface Claims {
  readonly engines: Readonly<Record<string, ClaimedEngine>>;
  readonly statements: Readonly<Record<Kind, Readonly<Record<string, Claim>>>>;
}

/** What openapi/claims.yaml says; throws when it has not the shape of openapi/claims.schema.json. */
export function claimsOf(text: string, schema: string): Claims {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  const validate = ajv.compile<Claims>(JSON.parse(schema));
  const claims: unknown = parse(text);
  if (validate(claims)) return claims;
  throw new Error(`openapi/claims.yaml: ${ajv.errorsText(validate.errors, { dataVar: '', separator: '\n' })}`);
}
