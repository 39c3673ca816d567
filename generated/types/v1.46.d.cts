export type * from './v1.44.js' with { 'resolution-mode': 'import' };
