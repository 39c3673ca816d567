/** Where Jest runs ES modules, `import 'docker-images-contract/jest'` gives its `expect` the matcher `toSatisfyImagesContract`. */
import { toSatisfyImagesContract } from './to-satisfy-images-contract.js';

/** As much of Jest as is needed. */
interface JestGlobal {
  readonly expect?: { readonly extend: (matchers: object) => void };
}

const { expect } = globalThis as JestGlobal; // Jest puts it there, where it runs
if (!expect) throw new Error('docker-images-contract/jest: expected Jest with its global `expect`, found none');
expect.extend({ toSatisfyImagesContract: toSatisfyImagesContract });

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Whether a `Response`, an exchange or a list of images keeps the contract; to be awaited. */
      toSatisfyImagesContract: () => Promise<R>;
    }
  }
}
