export type * from '../images-json.js' with { 'resolution-mode': 'import' };
