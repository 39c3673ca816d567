/**
 * One request with its response: what the contract judges. A recording is an exchange on disk.
 *
 * @example
 * import { type Exchange } from 'docker-images-contract/contract';
 *
 * const exchange: Exchange = {
 *   request: { method: 'GET', path: '/v1.49/images/json?all=1' },
 *   response: { status: 200, headers: { 'content-type': 'application/json' }, body: [] },
 * };
 */
export interface Exchange {
  /** Who answered, for a person to read, such as `docker 28.5.2 containerd`. */
  readonly engine?: string;
  readonly request: {
    /** The HTTP method, in capitals. */
    readonly method: string;
    /** The request target as sent: path and query, still encoded. */
    readonly path: string;
  };
  readonly response: {
    readonly status: number;
    /** Header names, in any case, with one value or a list; without them the content type is not judged. */
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON body. */
    readonly body?: unknown;
    /** The body as text when it is no JSON; `""` counts as none, and text that parses as JSON as `body`. */
    readonly bodyText?: string;
  };
}
