// Made by `npm run generate` from openapi/report.schema.json; do not edit.

/** Whether a value keeps the schema of reports; the first error of the last call stands in `errors`. */
export declare const validate: {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string }[] | null;
};
