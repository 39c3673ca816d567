export type * from './v1.54.js' with { 'resolution-mode': 'import' };
