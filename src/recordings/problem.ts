/** Something that could not be read; its message is one line that says where, what was expected and what was found. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

/** What becomes of a part that cannot be read, while the rest can. */
export type Refuse = (problem: Problem) => void;

/** Ends the reading at the first part that cannot be read. */
export const raise: Refuse = (problem) => {
  throw problem;
};

/** Hands a Problem on; anything else is thrown, for it is a fault of ours. */
export function refused(error: unknown, refuse: Refuse): void {
  if (!(error instanceof Problem)) throw error;
  refuse(error);
}
