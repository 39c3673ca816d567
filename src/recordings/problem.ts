/** Something that could not be read; its message is one line that says where, what was expected and what was found. */
export class Problem extends Error {
  override readonly name = 'Problem';
}
