import type { Engine, Range } from '../../../generated/compat.js';
import { parseChecked } from '../parse-checked.js';

/** The kinds of statements. */
export const kinds = ['member', 'parameter', 'filter', 'status', 'behaviour'] as const;
export type Kind = (typeof kinds)[number];

/** The engine version from which on some API versions are served. */
export type Release = Engine['releases'][number];

/** What openapi/claims.yaml says of an engine. openapi/claims.schema.json explains the properties. */
export interface ClaimedEngine extends Omit<Engine, 'recorded'> {
  readonly file?: string;
  readonly does?: Partial<Readonly<Record<Kind, Readonly<Record<string, boolean | string | Partial<Range>>>>>>;
  readonly others?: readonly Kind[];
}

/** What openapi/claims.yaml says of a statement. */
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

/** Parses openapi/claims.yaml; throws where it breaks openapi/claims.schema.json. */
export const parseClaims = (text: string, schema: string): Claims => parseChecked('openapi/claims.yaml', text, schema);
