import type { Score } from './score.js';

/** Changes that may go unnoticed, as test/mutate/accepted.yaml lists them. */
export interface Accepted {
  /** A regular expression that fits whole lines of survivors. */
  readonly survivor: string;
  /** Why nothing can notice the change, or need not. */
  readonly why: string;
}

/** A score whose survivors are told apart: those with a reason, by reason, and the others. */
export interface Judged extends Score {
  readonly accepted: Readonly<Record<string, readonly string[]>>;
}

const fits = ({ survivor }: Accepted, line: string): boolean => new RegExp(`^(?:${survivor})$`).test(line);

/** Scores with the survivors that have a reason set apart; the first reason that fits counts. */
export const judged = (scores: readonly Score[], reasons: readonly Accepted[]): Judged[] =>
  scores.map((score) => {
    const accepted: Record<string, string[]> = {};
    const survivors: string[] = [];
    for (const line of score.survivors) {
      const why = reasons.find((reason) => fits(reason, line))?.why;
      if (why === undefined) survivors.push(line);
      else accepted[why] = [...(accepted[why] ?? []), line];
    }
    return { ...score, survivors, accepted };
  });

/** The reasons that no survivor needs: something notices by now. */
export const stale = (scores: readonly Score[], reasons: readonly Accepted[]): Accepted[] => {
  const lines = scores.flatMap(({ survivors }) => survivors);
  return reasons.filter((reason) => !lines.some((line) => fits(reason, line)));
};

/** The scores of all parts as a file, the parts in the order of their names. */
export const scoresText = (parts: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`;
