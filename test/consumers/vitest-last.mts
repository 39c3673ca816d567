import 'docker-images-contract/vitest';
import { expect } from 'vitest';

await expect([]).toSatisfyImagesContract();
