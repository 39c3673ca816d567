import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, withFileErrors } from '../../src/recordings/input-error.js';
import { judgePublished, type PublishedVerdict, publishedDescription } from './published.js';
import { recordingsOf } from './recordings.js';

/** A verdict with the name of the recording that it is on. */
type Judged = PublishedVerdict & { readonly name: string };

/** The folder that FILE is seen from, and where the command speaks. */
export interface Place {
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly problem: (text: string) => void;
}

/** The command `errata`; gives the exit status. */
export async function errata([file, ...rest]: readonly string[], { cwd, out, problem }: Place): Promise<number> {
  try {
    if (file === undefined || rest.length > 0) {
      throw new InputError('expected one FILE, a description as Docker publishes it (Swagger 2.0, YAML or JSON)');
    }
    const text = withFileErrors('read', file, () => readFileSync(resolve(cwd, file), 'utf8'));
    const published = orName(file, () => publishedDescription(text));
    const { versions, recorded } = await recordingsOf(published.version);
    const judged = [...recorded].map(([name, exchange]) => ({ name, ...judgePublished(published, exchange) }));
    const about = `a description of API ${published.version}, judged by answers of API ${versions.join(', ')}\n`;
    out(`${published.version === undefined ? '' : about}${summary(judged)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problem(`errata: ${error.message}\n`);
    return 2;
  }
}

/** What is wrong with the description does not name its file; this does. */
function orName<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

function summary(judged: readonly Judged[]): string {
  const lists = judged.filter(({ status }) => status === 200);
  const rejected = lists.filter(({ reasons }) => reasons.size > 0);
  const unlisted = judged.filter(({ listed }) => !listed);
  return [
    `${rejected.length} of ${lists.length} answers with 200 rejected (${Math.round((100 * rejected.length) / lists.length)} %)`,
    ...counted(rejected.flatMap(({ name, reasons }) => [...reasons].map((reason) => [reason, name] as const))),
    `${unlisted.length} of ${judged.length} answers have a status that it does not list`,
    ...counted(unlisted.map(({ name, status }) => [`status ${status}`, name] as const)),
  ].join('\n');
}

/** A line for each reason, the most frequent first, with the first recording that it holds for. */
function counted(found: readonly (readonly [reason: string, name: string])[]): string[] {
  const names = new Map<string, string[]>();
  for (const [reason, name] of found) names.set(reason, [...(names.get(reason) ?? []), name]);
  return [...names]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, [first, ...more]]) => `  ${more.length + 1}  ${reason}, as in ${first}`);
}
