/** `import 'docker-images-contract/vitest'` gives Vitest's `expect` the matcher `toSatisfyImagesContract`. */
// In the declarations only this import stays, and without it TypeScript takes `declare module` for all of Vitest.
import 'vitest';
import { expect } from 'vitest';
import { toSatisfyImagesContract } from './to-satisfy-images-contract.js';

expect.extend({ toSatisfyImagesContract: toSatisfyImagesContract });

declare module 'vitest' {
  // The names and parameters are Vitest's own.
  interface Assertion<T> {
    /**
     * Whether a `Response`, an exchange or a list of images keeps the contract; to be awaited.
     *
     * @example
     * import 'docker-images-contract/vitest';
     * import { expect } from 'vitest';
     *
     * await expect([]).toSatisfyImagesContract();
     */
    toSatisfyImagesContract: () => Promise<T>;
  }
}
