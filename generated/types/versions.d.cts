// Made by `npm run generate` from openapi/images-json.yaml; do not edit.

export type * from './versions.js' with { 'resolution-mode': 'import' };
