/** The contract entry: exchange in, findings out. It runs wherever JavaScript does. */
export type { Compat } from '../../generated/compat.js';
export { apiVersion, filterKeys, imageKinds } from '../../generated/constants.js';
export type { WebType } from '../values/web-type.js';
export { checkExchange, isChecked } from './check-exchange.js';
export { checkSession, type SessionFinding, type SessionFindings } from './check-session.js';
export { type ApiVersionOptions, apiVersions } from './contract-version.js';
export type { Exchange } from './exchange.js';
export type { Finding } from './finding.js';
export {
  assertImageList,
  ContractError,
  type ImageListSchema,
  imageList,
  isImageList,
} from './image-list.js';
export { contractMiddleware, exchangeFrom, FindingsError, type OnFindings, type RequestLike } from './middleware.js';
export { type Rule, type RuleName, rules, type Severity } from './rules.js';
