/** The data that the page holds for its script. */
export interface Explorer {
  readonly engines: readonly Engine[];
  /** Recorded images of each store. */
  readonly images: Readonly<Record<Engine['store'], readonly unknown[]>>;
  /** The fields of each schema: the anchor, and the schema of the value where it has one. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, readonly [id: string, schema?: string]>>>>;
  /** The schemas of manifests, by their `Kind`. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** A recorded engine. */
export interface Engine {
  readonly name: string;
  readonly store: 'containerd' | 'graphdriver';
  /** Its `Server` header. */
  readonly server: string;
  /** The newest API version that it serves. */
  readonly newest: string;
}
