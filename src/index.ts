/** The types entry: the words of the contract, and nothing that runs. */
export type * from '../generated/images-json.js';
