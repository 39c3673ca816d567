export type * from './v1.51.js' with { 'resolution-mode': 'import' };
