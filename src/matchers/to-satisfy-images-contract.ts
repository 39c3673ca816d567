/** The matcher, without a test framework. The other files here add it to one framework each. */
import { checkImageList } from '../contract/check-exchange.js';
import { checkExchange, type Exchange, exchangeFrom, type Finding } from '../contract/index.js';

/** The result of a matcher, in the form that Vitest and Jest expect. */
export interface MatcherResult {
  readonly pass: boolean;
  /** Why the assertion fails; if it passes, why it fails with `.not`. */
  readonly message: () => string;
}

/**
 * Checks a `Response`, whose URL is taken as its request, an exchange or a list of images. Warnings pass.
 *
 * @throws TypeError on any other value, and on a `Response` without a URL, which `fetch` did not make
 */
export async function toSatisfyImagesContract(received: unknown): Promise<MatcherResult> {
  const findings = (await checkReceived(received)).filter(({ severity }) => severity === 'error');
  const lines = findings.map(({ rule, pointer, message }) => `  ${rule}${pointer && ` ${pointer}`}: ${message}`);
  return {
    pass: findings.length === 0,
    message: () =>
      findings.length === 0
        ? 'expected the answer not to keep the images contract, but it does'
        : `expected the answer to keep the images contract, but\n${lines.join('\n')}`,
  };
}

async function checkReceived(received: unknown): Promise<readonly Finding[]> {
  if (Array.isArray(received)) {
    const request = { method: 'GET', path: '/images/json' };
    return checkImageList({ request, response: { status: 200, body: received } }).findings;
  }
  if (!isResponse(received)) return checkExchange(received as Exchange); // it throws on anything else
  if (received.url !== '') return checkExchange(await exchangeFrom(received.url, received));
  throw new TypeError('toSatisfyImagesContract: expected a Response of fetch, with a URL; of another give an exchange');
}

/** Not by `instanceof`: Jest with a DOM has no global `Response`, and packages such as node-fetch have their own. */
const isResponse = (value: unknown): value is Response => Object.prototype.toString.call(value) === '[object Response]';
