/** What the page writes into its data blocks, and its script reads. */

/** An engine that the page can answer for. */
export interface Engine {
  readonly name: string;
  readonly store: 'containerd' | 'graphdriver';
  /** Its `Server` header. */
  readonly server: string;
  /** The newest API version that it serves. */
  readonly newest: string;
}

/** What answers are computed from. */
export interface Explorer {
  readonly engines: readonly Engine[];
  /** Recorded images of each store. */
  readonly images: Readonly<Record<Engine['store'], readonly unknown[]>>;
  /** The members of each schema: the anchor, and the schema of the value where it has one. */
  readonly members: Readonly<Record<string, Readonly<Record<string, readonly [id: string, schema?: string]>>>>;
  /** The schemas of manifests, by their `Kind`. */
  readonly kinds: Readonly<Record<string, string>>;
}
