/** The functions of src/contract that check a response. in-memory-contract.ts runs them with a changed contract. */
export { judge, judgeList } from '../../src/contract/check.js';
