/** `import 'docker-images-contract/vitest'` gives Vitest's `expect` the matcher `toKeepImagesContract`. */
import { expect } from 'vitest';
import { toKeepImagesContract } from './matcher.js';

expect.extend({ toKeepImagesContract });

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
     * await expect([]).toKeepImagesContract();
     */
    toKeepImagesContract: () => Promise<T>;
  }
}
