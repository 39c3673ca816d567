import fc from 'fast-check';

/** A property that is tried on many random inputs. */
export interface Fuzz {
  readonly name: string;
  /** On how many inputs in full, and on how many with every run of the tests. */
  readonly runs: { readonly full: number; readonly small: number };
  /** @throws an error that shows the smallest input that breaks it */
  readonly run: (size: keyof Fuzz['runs'], seed: number) => Promise<void>;
}

/** @param holds throws on an input that breaks the property */
export const fuzz = <Input>(
  name: string,
  runs: Fuzz['runs'],
  inputs: fc.Arbitrary<Input>,
  holds: (input: Input) => Promise<void>,
): Fuzz => ({
  name,
  runs,
  run: (size, seed) => fc.assert(fc.asyncProperty(inputs, holds), { numRuns: runs[size], seed }),
});
