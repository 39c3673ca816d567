// Made by `npm run generate` from openapi/images-json.yaml; do not edit.
export * from './constants.cjs';
