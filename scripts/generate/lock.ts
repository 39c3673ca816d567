import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What decides the outputs: hand-written files, and the tools whose next version may write other text. */
const INPUTS = ['openapi/images-json.yaml', 'openapi/overlays', 'redocly.yaml'];
const GENERATORS = ['@redocly/openapi-core', 'ajv', 'esbuild', 'openapi-format', 'openapi-typescript', 'typescript'];

/** The text of lock.json: what the outputs were made from and with, and their hashes. */
export function lock(root: string, outputs: Record<string, string>): string {
  const version = (name: string): unknown =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  const content = {
    inputs: Object.fromEntries(
      INPUTS.flatMap((name) => filesAt(root, name)).map((name) => [
        name,
        sha256(readFileSync(join(root, name), 'utf8')),
      ]),
    ),
    generators: Object.fromEntries(GENERATORS.map((name) => [name, version(name)])),
    outputs: Object.fromEntries(
      Object.entries(outputs)
        .filter(([name]) => name !== 'package.json')
        .map(([name, text]) => [name, sha256(text)]),
    ),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A file, or those of a folder. */
const filesAt = (root: string, name: string): string[] =>
  statSync(join(root, name)).isFile()
    ? [name]
    : readdirSync(join(root, name))
        .sort()
        .map((file) => `${name}/${file}`);

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
