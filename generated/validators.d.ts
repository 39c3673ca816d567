// Made by `npm run generate` from openapi/images-json.yaml; do not edit.

/** One place where a value breaks its schema, as AJV names it. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** Where the broken keyword stands. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The first thousand undocumented members, and of all other errors the first thousand; the rest counted by keyword. */
export type SchemaErrors = readonly SchemaError[] & { readonly more: Readonly<Record<string, number>> };

/** Whether a value keeps its schema; the errors of the last call stand in `errors`. */
export interface Validator {
  (value: unknown): boolean;
  errors?: SchemaErrors | null;
}

export type Status = 200 | 400 | 403 | 404 | 500 | 503;

/** The validators of the answers' bodies by status; members that the contract does not describe are errors. */
export declare const closed: Readonly<Record<Status, Validator>>;
