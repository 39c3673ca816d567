import { createHash } from 'node:crypto';

/** What decides the outputs: hand-written files, and the tools whose next version may write other text. */
export const INPUTS = ['openapi/images-json.yaml', 'openapi/claims.yaml', 'openapi/errata.yaml', 'redocly.yaml'];
export const GENERATORS = [
  '@redocly/openapi-core',
  'ajv',
  'esbuild',
  'openapi-format',
  'openapi-typescript',
  'typescript',
];

/** The texts of the inputs and the versions of the generators, by name. */
export interface Locked {
  readonly inputs: Readonly<Record<string, string>>;
  readonly generators: Readonly<Record<string, string>>;
}

/** The text of lock.json: what the outputs were made from and with, and their hashes. */
export function lock({ inputs, generators }: Locked, outputs: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ inputs: hashes(inputs), generators, outputs: hashes(outputs) }, null, 2)}\n`;
}

const hashes = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, sha256(text)]));

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
