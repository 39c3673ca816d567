// Made by `npm run generate` from openapi/images-json.yaml; do not edit.

export type * from './v1.47.js' with { 'resolution-mode': 'import' };
