/** What keeps an engine from doing its work, in words for the reader: one line, no stack trace. */
export class EngineProblem extends Error {
  override readonly name = 'EngineProblem';
}

/** The end of a log, enough to see the cause. */
export const lastLines = (text: string, count = 20): string => text.trimEnd().split('\n').slice(-count).join('\n');
