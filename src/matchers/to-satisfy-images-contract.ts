import { checkImageList } from '../contract/check-exchange.js';
import { checkExchange, type Exchange, exchangeFrom, type Finding } from '../contract/index.js';

/** What a matcher says: whether it holds, and why it does not. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * Whether an answer keeps the contract: a `Response`, of which the request is its URL; an exchange; or a list of images.
 * Warnings are no failures.
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
  if (isResponse(received)) {
    const { url } = received;
    if (url !== '') return checkExchange(await exchangeFrom(url, received));
    throw new TypeError(
      'toSatisfyImagesContract: expected a Response of fetch, with a URL; of another give an exchange',
    );
  }
  const list: Exchange = {
    request: { method: 'GET', path: '/images/json' },
    response: { status: 200, body: received },
  };
  return Array.isArray(received) ? checkImageList(list).findings : checkExchange(received as Exchange); // it says what is none
}

/** By its name: Jest with a DOM has no `Response`, and one that a package brings is another. */
const isResponse = (value: unknown): value is Response => Object.prototype.toString.call(value) === '[object Response]';
