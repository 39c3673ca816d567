/** `npm run errata -- FILE`: judges all Docker recordings by a published description, and says what it rejects and why. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../src/recordings/files.js';
import { read } from '../src/recordings/read.js';
import { judgePublished, type PublishedVerdict, publishedDescription } from './errata/published.js';

const folders = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'];

async function main([file, ...rest]: string[]): Promise<number> {
  if (file === undefined || rest.length > 0) {
    console.error('errata: expected one FILE, a description as Docker publishes it (Swagger 2.0, YAML or JSON)');
    return 2;
  }
  const published = publishedDescription(readFileSync(file, 'utf8'));
  const verdicts: PublishedVerdict[] = [];
  for (const folder of folders) {
    for (const recording of filesOf(join(import.meta.dirname, '../test/recordings', folder))) {
      for await (const { exchange } of read(recording)) verdicts.push(judgePublished(published, exchange));
    }
  }
  console.log(summary(verdicts));
  return 0;
}

function summary(verdicts: readonly PublishedVerdict[]): string {
  const lists = verdicts.filter(({ status }) => status === 200);
  const rejected = lists.filter(({ reasons }) => reasons.length > 0);
  const unlisted = verdicts.filter(({ listed }) => !listed);
  const counts = new Map<string, number>();
  for (const { reasons } of rejected) {
    for (const reason of new Set(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const percent = Math.round((100 * rejected.length) / lists.length);
  return [
    `${rejected.length} of ${lists.length} answers with 200 rejected (${percent} %)`,
    ...[...counts].sort(([, a], [, b]) => b - a).map(([reason, count]) => `  ${count}  ${reason}`),
    `${unlisted.length} of ${verdicts.length} answers have a status that it does not list`,
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
