/** Something that could not be read; its message is one line that says where, what was expected and what was found. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** What becomes of a part that cannot be read, while the rest can. */
export type OnInputError = (error: InputError) => void;

/** Ends the reading at the first part that cannot be read. */
export const throwInputError: OnInputError = (error) => {
  throw error;
};

/** Hands a InputError on; anything else is thrown, for it is a fault of ours. */
export function handleInputError(error: unknown, onError: OnInputError): void {
  if (!(error instanceof InputError)) throw error;
  onError(error);
}
