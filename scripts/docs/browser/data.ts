/** The data that the page holds for its script. */
export interface Explorer {
  readonly engines: readonly Engine[];
  /** Recorded images of each store. */
  readonly images: Readonly<Record<Engine['store'], readonly unknown[]>>;
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
