/** The functions of src/contract that check a response. in-memory-contract.ts runs them with a changed contract. */
export { checkImageList as judgeList, runExchangeCheck as judge } from '../../../src/contract/check-exchange.js';
