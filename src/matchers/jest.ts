/** Where Jest runs ES modules, `import 'docker-images-contract/jest'` gives its `expect` the matcher `toKeepImagesContract`. */
import { toKeepImagesContract } from './matcher.js';

/** As much of Jest as is needed. */
interface Jest {
  readonly expect?: { readonly extend: (matchers: object) => void };
}

const { expect } = globalThis as Jest; // Jest puts it there, where it runs
if (!expect) throw new Error('docker-images-contract/jest: expected Jest with its global `expect`, found none');
expect.extend({ toKeepImagesContract });

declare global {
  namespace jest {
    interface Matchers<R> {
      /** Whether a `Response`, an exchange or a list of images keeps the contract; to be awaited. */
      toKeepImagesContract: () => Promise<R>;
    }
  }
}
