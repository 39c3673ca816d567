/** One GET with its answer; to the contract, an exchange. */
export interface EngineExchange {
  readonly request: {
    readonly method: 'GET';
    /** The request target as sent, without the path prefix of the host. */
    readonly path: string;
  };
  readonly response: {
    readonly status: number;
    /** Names in lower case, in the order in which they came; a list where a name came more than once. */
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    /** The parsed JSON; absent when the body is none, or empty. */
    readonly body?: unknown;
    /** A body that is no JSON. */
    readonly bodyText?: string;
  };
}

/** A whole answer. */
export interface RawResponse {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Headers by name, from names and values in turn. */
export function groupHeaders(rawHeaders: readonly string[]): EngineExchange['response']['headers'] {
  const valuesByName = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    valuesByName.set(name, [...(valuesByName.get(name) ?? []), rawHeaders[i + 1] ?? '']);
  }
  return Object.fromEntries(
    [...valuesByName].map(([name, values]) => [name, values.length > 1 ? values : values.join()]),
  );
}

/** A body from its text. */
export function parseJsonBody(text: string): Pick<EngineExchange['response'], 'body' | 'bodyText'> {
  if (text === '') return {};
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { bodyText: text };
  }
}
