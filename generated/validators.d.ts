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

/** What holds at every API version, by status; members that no contract describes are errors. */
export declare const closed: Readonly<Record<Status, Validator>>;

/** What a list has to keep beyond that, by the first API version of a contract; a member that it has not is an error. */
export declare const differences: Readonly<Record<string, Validator>>;
