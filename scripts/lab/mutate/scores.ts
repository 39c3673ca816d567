/** One change, and whether a check noticed it. */
export interface Outcome {
  /** The class of changes that it counts in, such as `request filters`. */
  readonly name: string;
  readonly change: string;
  readonly noticed: boolean;
}

/** Changes that may go unnoticed, as test/scripts/lab/mutate/accepted.yaml lists them. */
export interface AcceptedChange {
  /** A regular expression that matches whole descriptions of changes. */
  readonly survivor: string;
  /** Why nothing can notice them, or nothing needs to. */
  readonly why: string;
}

/** The outcomes of one class of changes, as test/scripts/lab/mutate/scores.json keeps them. */
export interface Score {
  readonly name: string;
  readonly changed: number;
  readonly noticed: number;
  /** The changes that went unnoticed without a reason. */
  readonly survivors: readonly string[];
  /** How many changes went unnoticed for each reason. */
  readonly accepted: Readonly<Record<string, number>>;
}

const matches = ({ survivor }: AcceptedChange, change: string): boolean => new RegExp(`^(?:${survivor})$`).test(change);

/** Counts the outcomes of each class of changes. The first reason that matches a survivor counts. */
export function scoreOutcomes(outcomes: readonly Outcome[], reasons: readonly AcceptedChange[]): Score[] {
  return [...new Set(outcomes.map(({ name }) => name))].map((name) => {
    const own = outcomes.filter((outcome) => outcome.name === name);
    const survivors: string[] = [];
    const accepted: Record<string, number> = {};
    for (const { change, noticed } of own) {
      if (noticed) continue;
      const why = reasons.find((reason) => matches(reason, change))?.why;
      if (why === undefined) survivors.push(change);
      else accepted[why] = (accepted[why] ?? 0) + 1;
    }
    return { name, changed: own.length, noticed: own.filter(({ noticed }) => noticed).length, survivors, accepted };
  });
}

/** Finds the reasons that no survivor needs any more. */
export function findUnneeded(outcomes: readonly Outcome[], reasons: readonly AcceptedChange[]): AcceptedChange[] {
  const survivors = outcomes.filter(({ noticed }) => !noticed);
  return reasons.filter((reason) => !survivors.some(({ change }) => matches(reason, change)));
}
