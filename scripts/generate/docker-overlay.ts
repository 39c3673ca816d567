import { stringify } from 'yaml';
import type { Erratum } from './errata.js';

/** Makes the OpenAPI Overlay that mends Docker's published files: the actions of all errata that a document can express. */
export function makeDockerOverlay(errata: readonly Erratum[]): string {
  const overlay = {
    overlay: '1.0.0',
    info: { title: "GET /images/json in Docker's description (Swagger 2.0), fixed", version: '1.0.0' },
    actions: errata.flatMap(({ id, engines, overlay: actions = [] }) =>
      actions.map((action) => ({ description: `${id}: ${engines}`, ...action })),
    ),
  };
  return stringify(overlay, { lineWidth: 120 });
}
