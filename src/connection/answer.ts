/** One GET with its answer; to the contract, an exchange. */
export interface Answer {
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
export interface Whole {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

/** Headers by name, from names and values in turn. */
export function headersOf(raw: readonly string[]): Answer['response']['headers'] {
  const found = new Map<string, string[]>();
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    found.set(name, [...(found.get(name) ?? []), raw[i + 1] ?? '']);
  }
  return Object.fromEntries([...found].map(([name, values]) => [name, values.length > 1 ? values : values.join()]));
}

/** A body from its text. */
export function bodyOf(text: string): Pick<Answer['response'], 'body' | 'bodyText'> {
  if (text === '') return {};
  try {
    return { body: JSON.parse(text) };
  } catch {
    return { bodyText: text };
  }
}
