import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkHere } from './cli/here.js';
import { root } from './cli/run.js';

/*
 * Small inputs that once crashed, hung, passed or failed wrongly, in test/faults/. Each stands for its kind.
 */

/** The file, the exit status, and what is found: rules, or a part of what is said of the file on standard error. */
const table: readonly (readonly [file: string, status: number, found: readonly string[] | RegExp])[] = [
  ['curl-cut-in-string.txt', 1, ['response/body-not-json']],
  ['curl-403-html.txt', 1, ['response/content-type', 'response/body-not-json', 'response/refused']],
  ['curl-empty-body.txt', 1, ['request/ineffective', 'response/body-empty', 'response/header']],
  ['curl-raw-chunked.txt', 1, ['response/schema']],
  ['path-below-prefix.har', 1, ['response/schema']],
  ['vcr-placeholder-uri.yaml', 2, /found a cassette of VCR in YAML: `yq .*jq/],
  ['sockdump.txt', 2, /found the output of sockdump: /],
  ['docker-images-format-json.ndjson', 2, /found the output of `docker images --format json`: /],
  ['docker-image-inspect.json', 2, /found the output of `docker image inspect`: /],
  ['log-that-begins-with-gt.txt', 2, /log-that-begins-with-gt\.txt: expected .*, found /],
  ['version-with-patch.ndjson', 1, ['response/schema']],
  ['until-containerd-1.45.json', 0, []],
  ['until-nanoseconds.ndjson', 0, []],
  ['filtered-list-without-all.ndjson', 1, ['session/unexpected']],
  ['text-400-of-a-filter.ndjson', 1, ['response/content-type', 'response/body-not-json']],
  ['all-ignored-orphan-parent.ndjson', 1, ['image/parent']],
  ['integers-as-floats.ndjson', 1, ['response/schema']],
  ['manifests-ignored-containerd.ndjson', 1, ['image/manifests']],
  ['plain-list-always-500.ndjson', 0, ['response/refused']],
  ['label-not-equal-engine.ndjson', 0, []],
  ['label-not-equal-ignored.ndjson', 1, ['filter/label']],
];

test.each(table)('%s: exit status %d', async (file, status, found) => {
  const run = await checkHere([join('test/faults', file), '--format', 'json'], { cwd: root });
  expect({ status: run.status, problems: run.problems }).toMatchObject({ status });
  if (found instanceof RegExp) {
    expect(run.problems.join('\n')).toMatch(found);
    return;
  }
  const rules: string[] = JSON.parse(run.out).findings.map(({ rule }: { rule: string }) => rule);
  expect([...new Set(rules)].sort()).toEqual([...found].sort());
});
