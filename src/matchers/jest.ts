/** `import 'docker-images-contract/jest'` adds the matcher `toSatisfyImagesContract` to the `expect` of Jest with ES modules. */
import { toSatisfyImagesContract } from './to-satisfy-images-contract.js';

/** The part of Jest's global scope that the matcher needs. */
interface JestGlobal {
  readonly expect?: { readonly extend: (matchers: object) => void };
}

const { expect } = globalThis as JestGlobal; // Jest defines it; checked below
if (!expect) throw new Error('docker-images-contract/jest: expected Jest with its global `expect`, found none');
expect.extend({ toSatisfyImagesContract });

declare global {
  namespace jest {
    interface Matchers<R> {
      /**
       * Passes if the received `Response`, exchange or list of images has no error by the contract; warnings pass. Must be
       * awaited.
       *
       * @throws TypeError on any other value, and on a `Response` without a URL
       */
      toSatisfyImagesContract: () => Promise<R>;
    }
  }
}
