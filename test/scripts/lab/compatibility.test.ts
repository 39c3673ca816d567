import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compatibility, departures } from '../../../scripts/lab/compatibility.js';

test('the compatibility report is what the recordings of podman give', async () => {
  const report = readFileSync(new URL('../../recordings/compatibility.md', import.meta.url), 'utf8');
  expect(await compatibility(), 'run `npm run compatibility`, and read what has changed').toBe(report);
});

test('has the departures that podman is known for', async () => {
  const found = (await departures()).map(({ rule, place }) => `${rule} ${place}`.trim());
  // An empty 200 to `digests`, members of its own, and what else comes with its errors.
  expect(found).toEqual(
    expect.arrayContaining(['response/body-empty', 'response/undocumented /*/Names', 'response/undocumented /cause']),
  );
});
