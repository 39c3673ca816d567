/** `import 'docker-images-contract/vitest'` adds the matcher `toSatisfyImagesContract` to the `expect` of Vitest. */
// In the declarations only this import stays, and without it TypeScript takes `declare module` for all of Vitest.
import 'vitest';
import { expect } from 'vitest';
import { toSatisfyImagesContract } from './to-satisfy-images-contract.js';

expect.extend({ toSatisfyImagesContract });

declare module 'vitest' {
  // Vitest prescribes the names and the type parameter.
  interface Assertion<T> {
    /**
     * Passes if the received `Response`, exchange or list of images has no error by the contract; warnings pass. Must be
     * awaited.
     *
     * @throws TypeError on any other value, and on a `Response` without a URL
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
