import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { type Clauses, listSchema } from '../lab/errata/clauses.js';
import type { Recordings, Store } from '../lab/errata/recordings.js';

/** One place where the published description is wrong. The members are explained in openapi/errata.schema.json. */
export interface Erratum {
  readonly id: string;
  readonly place: { readonly published: string; readonly ours: string };
  readonly published: string;
  readonly engines: string;
  readonly versions: string;
  readonly since?: string;
  readonly mended?: { readonly text?: string; readonly engine?: string };
  readonly unseen?: Readonly<Record<string, string>>;
  readonly store: Store | 'both';
  readonly proof: readonly Proof[];
  readonly upstream: readonly string[];
}

/** How recordings prove an erratum. */
export type Proof = { readonly recordings: readonly string[]; readonly from?: string } & (
  | { readonly kind: 'too-strict'; readonly clauses: Clauses }
  | { readonly kind: 'too-weak'; readonly clauses: Clauses; readonly spoil: 'remove' | 'null'; readonly at: string[] }
  | { readonly kind: 'example'; readonly at: string }
  | { readonly kind: 'behaviour'; readonly predicate: string }
);

const room = join(import.meta.dirname, '../../openapi');

/** Reads openapi/errata.yaml, or text in its place; throws when it has not the shape of openapi/errata.schema.json. */
export function ledger(text = readFileSync(join(room, 'errata.yaml'), 'utf8')): Erratum[] {
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, strictRequired: false, strictTypes: false });
  const validate = ajv.compile<Erratum[]>(JSON.parse(readFileSync(join(room, 'errata.schema.json'), 'utf8')));
  const errata: unknown = parse(text);
  if (validate(errata)) return errata;
  throw new Error(`openapi/errata.yaml: ${ajv.errorsText(validate.errors, { dataVar: '', separator: '\n' })}`);
}

/** How many of the recorded lists of images the published description rejects. */
export interface Share {
  readonly rejected: number;
  readonly lists: number;
}

/**
 * The share of recorded 200s that the published description rejects, told without its file: our schema with every
 * clause in place that is published and too strict.
 */
export function rejectedShare(errata: readonly Erratum[], recorded: Recordings): Share {
  const clauses = errata
    .flatMap(({ proof }) => proof)
    .flatMap((proof) => (proof.kind === 'too-strict' ? Object.entries(proof.clauses) : []));
  const published = listSchema(Object.fromEntries(clauses));
  const lists = [...recorded.values()].filter(({ response }) => response.status === 200);
  return { rejected: lists.filter(({ response }) => !published(response.body)).length, lists: lists.length };
}
