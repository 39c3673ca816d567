export type * from './v1.24.js' with { 'resolution-mode': 'import' };
