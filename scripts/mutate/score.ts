/** How many changes of one class something noticed. A part of `npm run mutate` gives one for each of its classes. */
export interface Score {
  /** The class, such as `request filters`. */
  readonly name: string;
  /** How many changes were made, each alone. */
  readonly changed: number;
  /** How many of them something noticed. */
  readonly noticed: number;
  /** The changes that nothing noticed, one line each. */
  readonly survivors: readonly string[];
}
