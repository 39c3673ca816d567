import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/** Parses a YAML file of openapi/; throws where it breaks its JSON Schema. */
export function parseChecked<Value>(file: string, text: string, schema: string): Value {
  const ajv = new Ajv2020({ allErrors: true, discriminator: true, strictRequired: false, strictTypes: false });
  const validate = ajv.compile<Value>(JSON.parse(schema));
  const value: unknown = parse(text);
  if (validate(value)) return value;
  throw new Error(`${file}: ${ajv.errorsText(validate.errors, { dataVar: '', separator: '\n' })}`);
}
