import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, JsonObject } from './bundle.js';
import { parseChecked } from './parse-checked.js';

/** JSON Schema values, by the pointer into the bundle that each replaces. */
export type Clauses = Readonly<Record<string, Json>>;

/** One place where the published description is wrong. openapi/errata.schema.json explains the properties. */
export interface Erratum {
  readonly id: string;
  readonly place: { readonly published: string; readonly ours: string };
  readonly published: string;
  readonly engines: string;
  readonly versions: string;
  readonly since?: string;
  readonly fixed?: { readonly text?: string; readonly engine?: string };
  readonly unseen?: Readonly<Record<string, string>>;
  readonly store: 'containerd' | 'graphdriver' | 'both';
  readonly proof: readonly Proof[];
  readonly overlay?: readonly OverlayAction[];
  readonly upstream: readonly string[];
}

/** An action of an OpenAPI Overlay. */
export type OverlayAction = { readonly target: string; readonly update?: JsonObject; readonly remove?: true };

/** How recordings prove an erratum. */
export type Proof = { readonly recordings: readonly string[]; readonly from?: string } & (
  | { readonly kind: 'too-strict'; readonly clauses: Clauses }
  | { readonly kind: 'too-weak'; readonly clauses: Clauses; readonly spoil: 'remove' | 'null'; readonly at: string[] }
  | { readonly kind: 'example'; readonly at: string }
  | { readonly kind: 'behaviour'; readonly predicate: string }
);

/** Reads openapi/errata.yaml of a project, or `text` in its place; throws where it breaks openapi/errata.schema.json. */
export function readErrata(root = join(import.meta.dirname, '../..'), text?: string): Erratum[] {
  const read = (name: string): string => readFileSync(join(root, 'openapi', name), 'utf8');
  return parseChecked('openapi/errata.yaml', text ?? read('errata.yaml'), read('errata.schema.json'));
}
