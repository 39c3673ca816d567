import { expect, test } from 'vitest';
import { fuzzes } from '../scripts/fuzz.js';

test.each(fuzzes)('$name', async ({ run }) => {
  await expect(run('small', 1)).resolves.toBeUndefined();
});
