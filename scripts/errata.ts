/** `npm run errata -- FILE`: judges all Docker recordings by a published description, and says what it rejects and why. */
import { readFileSync } from 'node:fs';
import { attempt } from '../src/recordings/files.js';
import { Problem } from '../src/recordings/problem.js';
import { judgePublished, type PublishedVerdict, publishedDescription } from './errata/published.js';
import { recordings } from './errata/recordings.js';

/** A verdict with the name of the recording that it is on. */
type Judged = PublishedVerdict & { readonly name: string };

async function main([file, ...rest]: string[]): Promise<number> {
  try {
    if (file === undefined || rest.length > 0) {
      throw new Problem('expected one FILE, a description as Docker publishes it (Swagger 2.0, YAML or JSON)');
    }
    const text = attempt(file, () => readFileSync(file, 'utf8'));
    const published = orName(file, () => publishedDescription(text));
    const judged = [...(await recordings())].map(([name, exchange]) => ({
      name,
      ...judgePublished(published, exchange),
    }));
    console.log(summary(judged));
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`errata: ${error.message}`);
    return 2;
  }
}

/** What is wrong with the description does not name its file; this does. */
function orName<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Problem ? new Problem(`${file}: ${error.message}`) : error;
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

process.exitCode = await main(process.argv.slice(2));
