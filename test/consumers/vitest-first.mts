import { expect } from 'vitest';
import 'docker-images-contract/vitest';

await expect([]).toSatisfyImagesContract();
