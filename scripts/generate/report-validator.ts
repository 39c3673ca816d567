import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvStandalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import reportSchema from '../../openapi/report.schema.json' with { type: 'json' };
import { ajvOptions } from './validators.js';

const BANNER = '// Made by `npm run generate` from openapi/report.schema.json; do not edit.\n';

const DECLARATIONS = `${BANNER}
/** Whether a value keeps the schema of reports; the first error of the last call stands in \`errors\`. */
export declare const validate: {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string }[] | null;
};
`;

/** Makes the validator of JSON reports, which stops at the first error. */
export async function makeReportValidator(): Promise<Record<string, string>> {
  const ajv = new Ajv2020({ ...ajvOptions, allErrors: false, code: { source: true, esm: true } });
  const source = ajvStandalone.default(ajv, ajv.compile(reportSchema));
  // Bundled, it is without the descriptions of the schema, which AJV keeps.
  const { outputFiles } = await build({
    stdin: { contents: source },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  });
  return { 'report-validator.js': BANNER + (outputFiles[0]?.text ?? ''), 'report-validator.d.ts': DECLARATIONS };
}
