import type { Contract } from './contracts.js';
import { typesFile } from './exports.js';

const HEAD = '// Made by `npm run generate` from openapi/images-json.yaml; do not edit.\n';
const NAMES = ['paths', 'ImageSummary', 'ImageListQuery'];

/** The types of each API version by its number, and of one that is not known beforehand. */
export function versions(contracts: readonly Contract[], record: Contract): Record<string, string> {
  const imports = contracts.map((contract) => {
    const file = typesFile(contract, contract === record).replace(/^(types\/)?/, (folder) => (folder ? './' : '../'));
    return `import type * as ${alias(contract)} from '${file}.js';\n`;
  });
  const members = contracts.flatMap((contract) =>
    contract.versions.map((version) => `\t"${version}": ${entry(alias(contract))};\n`),
  );
  const text = [
    HEAD,
    "import type * as any from './any.js';\n",
    ...imports,
    '\n/** What is asked and answered at each API version. */\nexport interface Versions {\n',
    ...members,
    '}\n/** What is asked and answered at an API version that is not known beforehand. */\n',
    `export interface AnyVersion ${entry('any')}\n`,
  ];
  return { 'types/versions.d.ts': text.join('') };
}

const alias = ({ versions: [first = ''] }: Contract): string => `v${first.replace('.', '_')}`;
const entry = (alias: string): string => `{ ${NAMES.map((name) => `${name}: ${alias}.${name}`).join('; ')} }`;
