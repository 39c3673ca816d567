// Made by `npm run generate` from openapi/images-json.yaml; do not edit.

/** What there is to cover in one place of the contract, and which places are below it, by their labels. */
export interface Shape {
  /**
   * The ways in which values differ there; `""` says that there is one. Where not every contract has a way, with the
   * first and the last that has it, as indices into `contracts`.
   */
  readonly words: readonly (string | readonly [word: string, first: number, last: number])[];
  /** The places of the members of an object. */
  readonly members?: Readonly<Record<string, string>>;
  /** The place of all items of a list, or all values of a map. */
  readonly each?: string;
  /** The place that describes the value further. */
  readonly is?: string;
  /** The member that tells which branch of a union a value is. */
  readonly tag?: string;
  /** The places of the branches, by what the tag says. */
  readonly branches?: Readonly<Record<string, string>>;
}

export declare const shapes: Readonly<Record<string, Shape>>;
